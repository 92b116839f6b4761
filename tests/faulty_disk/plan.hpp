// Which of the calls that a program makes on its storage goes wrong, and how.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace faulty_disk {

/// What a call does to the storage, and then what it only asks of it.
enum class Kind {
    create,
    write,
    sync,
    truncate,
    allocate,
    rename,
    link,
    unlink,
    mkdir,
    open,
    lookup,
    read,
    list,
    space
};

constexpr bool is_question(Kind kind) noexcept {
    return kind >= Kind::open;
}

/// "create", "write" ...
std::string_view to_string(Kind kind) noexcept;

struct Fault {
    enum class What {
        none,
        fail,      // with `error`, nothing done
        half,      // half of the bytes are written, and the call says so
        stall,     // hangs until `file` is gone, then does what was asked
        end,       // the process is gone before the call ...
        end_after, // ... or behind it
        tear,      // ... or in the middle: half of the bytes are written
    };
    What what = What::none;
    int error = 0;
    std::string file = {}; // made when the fault begins; removing it ends the fault
};

/// "KIND[:ENDING]@FIRST[-LAST|+] WHAT [ERROR] [FILE]; ..." as tests/faulty_disk/README.md tells.
/// Counts for itself; for any thread.
class Plan {
public:
    /// A plan that cannot be read ends the process: a test must not pass without its fault.
    explicit Plan(const std::string& text);

    /// What happens to this call, which is the next of its kind.
    Fault next(Kind kind, std::string_view path);

private:
    struct Rule {
        std::string kind; // a word, "any" of the changes, or "ask": any of the questions
        std::string ending;
        unsigned long first = 0, last = 0;
        Fault fault;
        std::atomic<unsigned long> seen{0};
        std::atomic<bool> has_begun{false};
    };

    static std::unique_ptr<Rule> parse(const std::string& text);
    static bool is_on(Rule& rule);

    std::vector<std::unique_ptr<Rule>> rules_;
};

/// A file for others to see and to remove, made behind the faulty disk's back.
void make_file(const std::string& path) noexcept;
bool is_there(const std::string& path) noexcept;

} // namespace faulty_disk
