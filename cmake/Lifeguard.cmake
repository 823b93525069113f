# SPDX-License-Identifier: MIT
# Compiler rules and the three words the lists are written in: lifeguard_target, mp_room, mp_test.
include(GNUInstallDirs)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}") # so that an installed tree may lie anywhere
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
endif()

find_package(Threads REQUIRED)

# Flags that every target of the tree is compiled with.
function(lifeguard_target target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
                         $<$<BOOL:${MP_WERROR}>:-Werror>
                         # gcc 12 sees overlaps in std::string's operator+ that are not there (its bug 105651)
                         $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>)
  if(MP_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${MP_SANITIZE} -fno-omit-frame-pointer
                           # gcc 12 warns wrongly inside the standard library under sanitizers
                           $<$<CXX_COMPILER_ID:GNU>:-Wno-error=maybe-uninitialized>
                           $<$<CXX_COMPILER_ID:GNU>:-Wno-error=stringop-overflow>)
    target_link_options(${target} PRIVATE -fsanitize=${MP_SANITIZE})
    if(MP_SANITIZE MATCHES "thread")
      target_compile_options(${target} PRIVATE -Wno-error=tsan) # fences: see tests/README.md
    endif()
  endif()
  lifeguard_quick_to_build(${target})
endfunction()

# What nobody installs need not be fast to run but fast to build: tests, examples, and all of a sanitized tree. Half the
# time to compile of -O2 -g. A report needs no more than lines; nor does the window, whose debug information is a hundred
# megabytes in each of its tests. To step through: Debug.
function(lifeguard_quick_to_build target)
  if(NOT CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
    return()
  endif()
  get_target_property(folder ${target} SOURCE_DIR)
  cmake_path(RELATIVE_PATH folder BASE_DIRECTORY "${PROJECT_SOURCE_DIR}")
  if(MP_SANITIZE AND NOT folder MATCHES "^engine(/src|$)")
    target_compile_options(${target} PRIVATE -O0 -g1)
  elseif(MP_SANITIZE OR (folder MATCHES "^(tests|engine/examples)" AND NOT folder MATCHES "^tests/bench"))
    target_compile_options(${target} PRIVATE -O1 -g1)
  elseif(folder MATCHES "^(app|ui)")
    target_compile_options(${target} PRIVATE -g1)
  endif()
endfunction()

# mp_room(<room> SOURCES … [LIBRARIES …]): one room of the engine as an object library.
function(mp_room room)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_library(mp_${room} OBJECT ${ARG_SOURCES})
  target_include_directories(mp_${room} PUBLIC "${PROJECT_SOURCE_DIR}/engine/include" PRIVATE "${PROJECT_SOURCE_DIR}/engine/src")
  target_link_libraries(mp_${room} PUBLIC Threads::Threads ${ARG_LIBRARIES})
  lifeguard_target(mp_${room})
endfunction()

# Tests of a sanitized tree say so, since packaging/test runs them beside the plain ones.
set(MP_TEST_PREFIX "")
if(MP_SANITIZE MATCHES "address")
  set(MP_TEST_PREFIX "asan/")
elseif(MP_SANITIZE MATCHES "thread")
  set(MP_TEST_PREFIX "tsan/")
endif()
include(GoogleTest)

# mp_test(<name> SOURCES … [LIBRARIES …] [LABELS one] [TIMEOUT seconds] [SERIAL] [NO_TSAN patterns]): a GoogleTest
# executable, one CTest entry a case. The watchdog (tests/support) ends a case that blocks shortly before CTest would;
# SERIAL: nothing runs beside it; NO_TSAN: cases that ThreadSanitizer cannot bear (tests/README.md says why), as
# GoogleTest's filter writes them.
function(mp_test name)
  cmake_parse_arguments(ARG "SERIAL" "TIMEOUT;LABELS" "SOURCES;LIBRARIES;NO_TSAN" ${ARGN})
  if(ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "mp_test(${name}): cannot take ${ARG_UNPARSED_ARGUMENTS}")
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}/engine/src" "${PROJECT_SOURCE_DIR}/tests")
  target_link_libraries(${name} PRIVATE ${ARG_LIBRARIES} mp_test_support GTest::gtest GTest::gmock)
  target_compile_definitions(${name} PRIVATE LIFEGUARD_SOURCE_DIR="${PROJECT_SOURCE_DIR}" LIFEGUARD_BINARY_DIR="${CMAKE_BINARY_DIR}")
  lifeguard_target(${name})
  if(MP_SANITIZE)
    # Half of what a test takes to compile is its headers. The plain tree compiles each file by itself.
    set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 6)
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  if(MP_SANITIZE)
    math(EXPR ARG_TIMEOUT "3 * ${ARG_TIMEOUT}")
  endif()
  math(EXPR limit "${ARG_TIMEOUT} - 10")
  set(properties TIMEOUT ${ARG_TIMEOUT} ENVIRONMENT "LIFEGUARD_TEST_LIMIT=${limit}" RUN_SERIAL ${ARG_SERIAL})
  if(ARG_LABELS)
    list(APPEND properties LABELS ${ARG_LABELS})
  endif()
  set(filter)
  if(ARG_NO_TSAN AND MP_SANITIZE MATCHES "thread")
    list(JOIN ARG_NO_TSAN ":" patterns)
    set(filter TEST_FILTER "-${patterns}")
  endif()
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60 TEST_PREFIX "${MP_TEST_PREFIX}" ${filter}
                       PROPERTIES ${properties})
endfunction()

# mp_soak(<name of an mp_test> <filter>): those of its cases again as one CTest entry, in full (LIFEGUARD_SOAK), labelled soak.
function(mp_soak name filter)
  add_test(NAME "${MP_TEST_PREFIX}soak.${name}" COMMAND ${name} "--gtest_filter=${filter}")
  set_tests_properties("${MP_TEST_PREFIX}soak.${name}" PROPERTIES LABELS soak TIMEOUT 3600
                       ENVIRONMENT "LIFEGUARD_SOAK=1;LIFEGUARD_TEST_LIMIT=3500")
endfunction()
