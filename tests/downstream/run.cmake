# Installs the build BUILD to a fresh folder, then configures, builds and runs the downstream project
# against it: with the component `score` alone and OpenVINO out of reach, and with all stages. Then the
# README's project as it stands there.
function(run_step)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(status)
    message(FATAL_ERROR "${ARGN}\n${output}")
  endif()
endfunction()

file(REMOVE_RECURSE ${WORK})
run_step(${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/prefix)

# build_and_run(FOLDER BUILD PROGRAM ARGUMENTS…)
function(build_and_run folder build program)
  run_step(${CMAKE_COMMAND} -S ${folder} -B ${build} -G Ninja -DCMAKE_BUILD_TYPE=Release
           -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_PREFIX_PATH=${WORK}/prefix ${ARGN})
  run_step(${CMAKE_COMMAND} --build ${build})
  run_step(${build}/${program})
endfunction()

foreach(kind score_only all_stages)
  set(arguments -DCOMPONENTS=score)
  if(kind STREQUAL "all_stages")
    set(arguments -DCOMPONENTS=extract,store,report,lexicon -DOpenVINO_DIR=${OPENVINO_DIR})
  endif()
  build_and_run(${SOURCE} ${WORK}/${kind} downstream -DSOURCE=${SOURCE}/${kind}.cpp ${arguments})
endforeach()

file(READ ${SOURCE}/../../README.md text)
foreach(block cpp:app.cpp cmake:CMakeLists.txt)
  string(REPLACE ":" ";" block ${block})
  list(GET block 0 language)
  list(GET block 1 name)
  string(REGEX MATCH "```${language}\n([^`]*)```" matched "${text}")
  file(WRITE ${WORK}/readme/${name} "${CMAKE_MATCH_1}")
endforeach()
build_and_run(${WORK}/readme ${WORK}/readme/build app)
run_step(${WORK}/prefix/bin/lexicnn --version)
file(REMOVE_RECURSE ${WORK})
