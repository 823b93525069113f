# SPDX-License-Identifier: MIT
# run(COMMAND … [OUT variable]): a command that must succeed.
function(run)
  cmake_parse_arguments(PARSE_ARGV 0 ARG "" "OUT" "COMMAND")
  execute_process(COMMAND ${ARG_COMMAND} RESULT_VARIABLE code OUTPUT_VARIABLE out ERROR_VARIABLE err)
  string(STRIP "${out}" out)
  if(NOT code EQUAL 0)
    list(JOIN ARG_COMMAND " " words)
    message(FATAL_ERROR "${words}\nended with ${code}\n${out}\n${err}")
  endif()
  if(ARG_OUT)
    set(${ARG_OUT} "${out}" PARENT_SCOPE)
  endif()
endfunction()

# expect(<command> <text>): what it prints.
function(expect program wanted)
  run(COMMAND ${program} OUT said)
  if(NOT said STREQUAL wanted)
    message(FATAL_ERROR "${program} said '${said}' instead of '${wanted}'")
  endif()
endfunction()
