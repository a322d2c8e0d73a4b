# Installs the build BUILD to a fresh folder, then configures, builds and runs the downstream project
# against it: with the component `score` alone and OpenVINO out of reach (once a program of our own, once
# the README's), and with all stages.
function(run_step)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(status)
    message(FATAL_ERROR "${ARGN}\n${output}")
  endif()
endfunction()

file(REMOVE_RECURSE ${WORK})
run_step(${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/prefix)
# The README's program is compiled as it stands there.
file(READ ${SOURCE}/../../README.md text)
string(REGEX MATCH "```cpp\n([^`]*)```" matched "${text}")
file(WRITE ${WORK}/readme.cpp "${CMAKE_MATCH_1}")

foreach(kind score_only readme all_stages)
  set(arguments -DCOMPONENTS=score)
  if(kind STREQUAL "all_stages")
    set(arguments -DCOMPONENTS=extract,store,report,lexicon -DOpenVINO_DIR=${OPENVINO_DIR})
  endif()
  set(program ${SOURCE}/${kind}.cpp)
  if(kind STREQUAL "readme")
    set(program ${WORK}/readme.cpp)
  endif()
  run_step(${CMAKE_COMMAND} -S ${SOURCE} -B ${WORK}/${kind} -G Ninja -DCMAKE_BUILD_TYPE=Release
           -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_PREFIX_PATH=${WORK}/prefix
           -DSOURCE=${program} ${arguments})
  run_step(${CMAKE_COMMAND} --build ${WORK}/${kind})
  run_step(${WORK}/${kind}/downstream)
endforeach()
run_step(${WORK}/prefix/bin/lexicnn --version)
file(REMOVE_RECURSE ${WORK})
