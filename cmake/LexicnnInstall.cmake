# Headers, libraries, program, and the package that find_package(lexicnn) reads.
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/lexicnn)
get_property(stages GLOBAL PROPERTY LEXICNN_STAGES)
list(TRANSFORM stages PREPEND lexicnn_ OUTPUT_VARIABLE libraries)

install(DIRECTORY include/lexicnn DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(TARGETS ${libraries} EXPORT lexicnnTargets)
install(TARGETS lexicnn_program)
install(EXPORT lexicnnTargets NAMESPACE lexicnn:: DESTINATION ${package_dir})

# "extract" means "images" and "network" too, and so on: written out, as CMake lists.
set(stage_closure "")
foreach(stage IN LISTS stages)
  get_property(below GLOBAL PROPERTY LEXICNN_BELOW_${stage})
  string(APPEND stage_closure
         "if(\"${stage}\" IN_LIST lexicnn_wanted)\n  list(APPEND lexicnn_wanted ${below})\nendif()\n")
endforeach()

configure_package_config_file(cmake/lexicnnConfig.cmake.in ${PROJECT_BINARY_DIR}/lexicnnConfig.cmake
                              INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/lexicnnConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/lexicnnConfig.cmake
              ${PROJECT_BINARY_DIR}/lexicnnConfigVersion.cmake
              cmake/LexicnnDependencies.cmake
        DESTINATION ${package_dir})
