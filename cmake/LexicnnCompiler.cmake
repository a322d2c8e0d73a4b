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

add_library(lexicnn_sanitize INTERFACE)
if(LEXICNN_SANITIZE)
  set(flags -fsanitize=${LEXICNN_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_compile_options(lexicnn_sanitize INTERFACE ${flags})
  target_link_options(lexicnn_sanitize INTERFACE ${flags})
endif()
