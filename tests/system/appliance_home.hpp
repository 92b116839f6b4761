// What an appliance needs around it: a configuration, a folder for takes, a place for its socket.
#pragma once

#include "simulated/simulated_microphone.hpp"
#include "support/program.hpp"

#include <nlohmann/json.hpp>

namespace redstart {

/// All of it in a temporary folder, which outlives any number of appliances in it.
class ApplianceHome {
public:
    /// `audio` and `storage` are further lines of those tables, `more` further tables.
    explicit ApplianceHome(const std::string& device, const std::string& audio = {},
                           const std::string& more = {}, const std::string& storage = {});

    std::filesystem::path folder() const { return folder_.path(); }
    std::filesystem::path takes() const { return folder() / "takes"; }
    std::filesystem::path configuration() const { return folder() / "redstart.toml"; }
    std::string socket() const { return folder() / "control.sock"; }

    /// The command line of `redstart run` with these further arguments.
    std::vector<std::string> appliance(const std::vector<std::string>& arguments = {}) const;

    /// What a user gets who types `redstart start`, `redstart mark Wren` ...
    Ended order(std::vector<std::string> arguments) const;

    /// The file that an order printed; an order that is refused fails the test.
    std::filesystem::path file_of(const std::vector<std::string>& arguments) const;

    /// `redstart status --json`; null where nobody answers.
    nlohmann::json status() const;
    bool comes_to(const std::string& state) const;

private:
    TemporaryFolder folder_;
};

/// The faults in a status; an unset clock is this machine's own affair.
std::vector<std::string> faults(const nlohmann::json& status);

} // namespace redstart
