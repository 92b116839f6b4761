// The number of this process in a file, by which scripts stop a recorder.
#pragma once

#include "base/unique_fd.hpp"

#include <string>

namespace redstart {

/// There from the constructor to the destructor. Throws Error where it cannot be made, where
/// another process holds it, and where a file of that name holds anything but a number: that is
/// somebody's file, and stays.
class ProcessIdFile {
public:
    explicit ProcessIdFile(std::string file);
    ~ProcessIdFile();
    ProcessIdFile(const ProcessIdFile&) = delete;
    ProcessIdFile& operator=(const ProcessIdFile&) = delete;

private:
    const std::string file_;
    UniqueFd fd_; // locked
};

} // namespace redstart
