# SPDX-License-Identifier: MIT
# Installs the engine into WORK_DIR/prefix, builds the README's program and recorded.cpp against it the given WAY, and
# runs both. Run by CTest with cmake -P.
cmake_minimum_required(VERSION 3.25)

include("${CMAKE_CURRENT_LIST_DIR}/run.cmake")

file(REMOVE_RECURSE "${WORK_DIR}")
set(prefix "${WORK_DIR}/prefix")
foreach(component IN ITEMS engine dev)
  run(COMMAND "${CMAKE_COMMAND}" --install "${BUILD_DIR}" --component ${component} --prefix "${prefix}")
endforeach()

# The first C++ block of the README is the program, so that what it shows is what works.
file(READ "${SOURCE_DIR}/README.md" readme)
string(REGEX MATCH "```cpp\n([^`]*)```" found "${readme}")
if(NOT found)
  message(FATAL_ERROR "README.md shows no C++ program")
endif()
set(program "${WORK_DIR}/program")
file(WRITE "${program}/readme.cpp" "${CMAKE_MATCH_1}")
configure_file("${SOURCE_DIR}/tests/package/recorded.cpp" "${program}/recorded.cpp" COPYONLY)
configure_file("${SOURCE_DIR}/tests/package/outside.txt" "${program}/CMakeLists.txt" COPYONLY)

set(ENV{XDG_DATA_HOME} "${WORK_DIR}/data")
set(ENV{LD_LIBRARY_PATH} "${prefix}/${LIBDIR}")
if(WAY STREQUAL "cmake")
  run(COMMAND "${CMAKE_COMMAND}" -S "${program}" -B "${program}/build" -G Ninja "-DCMAKE_PREFIX_PATH=${prefix}"
              "-DCMAKE_CXX_COMPILER=${CXX}")
  run(COMMAND "${CMAKE_COMMAND}" --build "${program}/build")
  set(built "${program}/build")
else()
  set(ENV{PKG_CONFIG_PATH} "${prefix}/${LIBDIR}/pkgconfig")
  set(built "${program}")
  set(names readme recorded)
  set(libraries lifeguard-mp lifeguard-history)
  foreach(name library IN ZIP_LISTS names libraries)
    run(COMMAND pkg-config --cflags --libs ${library} OUT flags)
    separate_arguments(flags UNIX_COMMAND "${flags}")
    run(COMMAND "${CXX}" -std=c++20 "${program}/${name}.cpp" -o "${built}/${name}" ${flags})
  endforeach()
endif()
expect("${built}/readme" "1 4 9")
expect("${built}/recorded" "0 runs")
