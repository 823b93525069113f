// SPDX-License-Identifier: MIT
#include "job_log.h"

#include <cstdio>

#include "mp/exceptions.h"
#include "verb.h"

namespace ctl {

JobLog::JobLog(const std::string& path) : path_(path), file_(path, std::ios::trunc) {
    file_ << "Seq\tHost\tStarttime\tJobRuntime\tSend\tReceive\tExitval\tSignal\tCommand" << std::endl;
    if (!file_) throw CannotCreate("the job log " + path + " cannot be written; nothing was run");
}

void JobLog::add(const JobLogLine& line) {
    char times[64];
    std::snprintf(times, sizeof times, "%.3f\t%10.3f", static_cast<double>(line.started_ns) / 1e9,
                  static_cast<double>(line.run_ns) / 1e9);
    file_ << line.number << "\t:\t" << times << "\t0\t" << line.output_bytes << '\t'
          << (line.exitcode < 0 ? 0 : line.exitcode) << '\t' << (line.exitcode < 0 ? -line.exitcode : 0) << '\t'
          << line.command << std::endl;
    if (!file_) throw mp::OSError("the job log " + path_ + " cannot be written any further; is the disk full?");
}

}  // namespace ctl
