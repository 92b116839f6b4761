// `redstart board`: a board's lines for the Raspberry Pi's config.txt, shown or written.
#include "config/board.hpp"
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "config/boot_config.hpp"
#include "disk/storage.hpp"

#include <redstart/error.hpp>

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <memory>
#include <sstream>
#include <unistd.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;

struct Options {
    std::string name, root = "/";
    bool apply = false;
};

std::vector<std::string> lines_of(const std::string& board) {
    const fs::path file = find_board(board).parent_path() / "config.txt";
    std::ifstream in(file);
    if (!in) throw reading_error(file, errno);
    std::ostringstream text;
    text << in.rdbuf();
    return boot_lines(text.str());
}

void write(const Options& options, const std::vector<BootFile>& changes) {
    for (const BootFile& change : changes) {
        try {
            const fs::path copy = write_boot_file(change);
            std::printf("%s: written%s\n", change.file.c_str(),
                        copy.empty() ? "" : (", as it was: " + copy.string()).c_str());
        } catch (const Error& error) {
            if (::geteuid() == 0) throw;
            throw Error(change.file, "only root may write it",
                        "sudo redstart board " + options.name + " --apply");
        }
    }
    std::puts(changes.empty() ? "nothing to change: its lines are there"
                              : "they take effect at the next boot: sudo reboot");
}

int board(const Options& options) {
    const std::vector<std::string> lines = lines_of(options.name);
    if (options.apply) return write(options, boot_files(options.root, lines)), 0;
    for (const std::string& line : lines) std::puts(line.c_str());
    return 0;
}

} // namespace

void add_board(CommandLine& program) {
    auto options = std::make_shared<Options>();
    Command command = program.add("board", "a board's lines for /boot/firmware/config.txt",
                                  [options] { return board(*options); });
    command.option("NAME", options->name, "rpi, pi5, i2s-mic ...").required();
    command.flag("--apply", options->apply, "write them there, as root; a copy is kept");
    command.option("--root", options->root, "of the system: where a card is mounted; else /")
        .type_name("FOLDER");
}

} // namespace redstart
