# Every library that lexicnn links; versions live in setup/dependencies.txt.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(fmt 9 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(CLI11 2.1 REQUIRED)
find_package(OpenSSL 3 REQUIRED COMPONENTS Crypto)
find_package(Boost 1.74 REQUIRED)
find_package(OpenVINO 2026.4 REQUIRED COMPONENTS Runtime)

# The generic hdf5.pc turns to the MPI build once that is installed: ask for the serial one.
pkg_check_modules(LEXICNN_HDF5 REQUIRED IMPORTED_TARGET hdf5-serial>=1.10)
pkg_check_modules(LEXICNN_VIPS REQUIRED IMPORTED_TARGET vips>=8.14)
pkg_check_modules(LEXICNN_JPEG REQUIRED IMPORTED_TARGET libjpeg>=2.1)
foreach(name hdf5 vips jpeg)
  string(TOUPPER ${name} upper)
  add_library(lexicnn_${name} INTERFACE)
  target_link_libraries(lexicnn_${name} INTERFACE PkgConfig::LEXICNN_${upper})
endforeach()
