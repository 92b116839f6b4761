// One line for each fault, and one list at the end.
#include "app/file_run.hpp"

#include <nlohmann/json.hpp>

#include <cstdio>

namespace redstart {

void FileRun::complain(const std::string& what) {
    fail();
    std::fflush(stdout);
    std::fprintf(stderr, "redstart: %s\n", what.c_str());
}

void print_list(const nlohmann::json& list) {
    std::puts(list.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

} // namespace redstart
