# C++20, warnings and sanitisers, as interface targets that only our own code links.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_INSTALL_RPATH_USE_LINK_PATH ON)

# A sum must be the same on every processor: no multiply-add where one happens to exist.
add_compile_options(-ffp-contract=off)

add_library(lexicnn_warnings INTERFACE)
target_compile_options(lexicnn_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-qual
  $<$<BOOL:${LEXICNN_WERROR}>:-Werror>)

# The library looks for everything but what the address sanitiser sees as well and what costs a third
# of the compiler's time; the tests' own sources look for wrong addresses only.
add_library(lexicnn_sanitize INTERFACE)
add_library(lexicnn_sanitize_tests INTERFACE)
if(LEXICNN_SANITIZE)
  set(flags -fno-omit-frame-pointer -fno-sanitize-recover=all)
  string(REPLACE ",undefined" "" of_tests ${LEXICNN_SANITIZE})
  target_compile_options(lexicnn_sanitize INTERFACE -fsanitize=${LEXICNN_SANITIZE}
                         -fno-sanitize=null,object-size,vptr ${flags})
  target_compile_options(lexicnn_sanitize_tests INTERFACE -fsanitize=${of_tests} ${flags})
  foreach(target lexicnn_sanitize lexicnn_sanitize_tests)
    target_link_options(${target} INTERFACE -fsanitize=${LEXICNN_SANITIZE} ${flags})
  endforeach()
endif()
