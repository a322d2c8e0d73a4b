# lexicnn_unity(TARGET SOURCE…): with LEXICNN_UNITY several sources are compiled as one, which takes less than
# half the time. Kernels are not: what the compiler makes of a hot loop is not to depend on its neighbours.
function(lexicnn_unity target)
  if(NOT LEXICNN_UNITY)
    return()
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
  # A type of an anonymous namespace is one source's own, but the compiler takes it for a header's.
  target_compile_options(${target} PRIVATE -Wno-subobject-linkage)
  set(kernels ${ARGN})
  list(FILTER kernels INCLUDE REGEX "kernel|_avx")
  set_source_files_properties(${kernels} TARGET_DIRECTORY ${target} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()

# lexicnn_stage(NAME [STAGES name…] [PRIVATE target…] [HEADERS target…])
#
# PRIVATE targets are libraries to link, HEADERS ones that only our own sources need to compile.
# The library of one stage: src/NAME/*.cpp, and what depends on whether there is MPI
# (src/NAME/mpi/*.cpp or src/NAME/alone/*.cpp), against include/lexicnn/NAME/*.hpp, as lexicnn::NAME. Only
# the stages named are linked, so an include that breaks the order of the flow does not link either.
function(lexicnn_stage name)
  cmake_parse_arguments(stage "" "" "STAGES;PRIVATE;HEADERS" ${ARGN})
  if(LEXICNN_MPI)
    set(processes mpi)
  else()
    set(processes alone)
  endif()
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${name}/*.cpp
       ${PROJECT_SOURCE_DIR}/src/${name}/${processes}/*.cpp)
  add_library(lexicnn_${name} ${sources})
  add_library(lexicnn::${name} ALIAS lexicnn_${name})
  set_target_properties(lexicnn_${name} PROPERTIES EXPORT_NAME ${name} VERSION ${PROJECT_VERSION}
                        SOVERSION ${PROJECT_VERSION_MAJOR})
  target_compile_features(lexicnn_${name} PUBLIC cxx_std_20)
  target_compile_definitions(lexicnn_${name} PRIVATE LEXICNN_VERSION="${PROJECT_VERSION}")
  target_include_directories(lexicnn_${name}
    PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>
    PRIVATE ${PROJECT_SOURCE_DIR}/src)
  set(below ${stage_STAGES})
  foreach(each IN LISTS stage_STAGES)
    get_property(deeper GLOBAL PROPERTY LEXICNN_BELOW_${each})
    list(APPEND below ${deeper})
  endforeach()
  list(REMOVE_DUPLICATES below)
  set_property(GLOBAL PROPERTY LEXICNN_BELOW_${name} ${below})
  list(TRANSFORM stage_STAGES PREPEND lexicnn::)
  set(headers ${stage_HEADERS} lexicnn_warnings lexicnn_sanitize)
  list(TRANSFORM headers REPLACE "(.+)" "$<BUILD_INTERFACE:\\1>")
  target_link_libraries(lexicnn_${name}
    PUBLIC ${stage_STAGES} Threads::Threads
    PRIVATE ${stage_PRIVATE} fmt::fmt ${headers})
  lexicnn_unity(lexicnn_${name} ${sources})
  set_property(GLOBAL APPEND PROPERTY LEXICNN_STAGES ${name})
endfunction()
