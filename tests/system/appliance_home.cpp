// Writes the configuration; everything else is asked through the program itself.
#include "system/appliance_home.hpp"

#include <fstream>

namespace redstart {

ApplianceHome::ApplianceHome(const std::string& device, const std::string& audio,
                             const std::string& more, const std::string& storage) {
    std::filesystem::create_directory(takes());
    std::ofstream(configuration())
        << "[audio]\ndevice = \"" << device << "\"\n"
        << audio << "\n[storage]\nfolder = \"" << takes().string() << "\"\nkeep_free = \"1MB\"\n"
        << storage << "\n[control]\nsocket = \"" << socket() << "\"\n"
        << more;
}

std::vector<std::string> ApplianceHome::appliance(const std::vector<std::string>& arguments) const {
    std::vector<std::string> all = {"run", "--config", configuration()};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return redstart(all);
}

Ended ApplianceHome::order(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin() + 1, {"--socket", socket()});
    return run(redstart(arguments));
}

std::filesystem::path ApplianceHome::file_of(const std::vector<std::string>& arguments) const {
    const Ended answer = order(arguments);
    EXPECT_EQ(answer.code, 0) << arguments[0] << ": " << answer.err;
    EXPECT_TRUE(answer.out.ends_with('\n')) << answer.out;
    return answer.out.substr(0, answer.out.find('\n'));
}

nlohmann::json ApplianceHome::status() const {
    const Ended answer = order({"status", "--json"});
    return answer.code == 0 || answer.code == 3 ? nlohmann::json::parse(answer.out)
                                                : nlohmann::json();
}

bool ApplianceHome::comes_to(const std::string& state) const {
    return eventually([&] {
        const nlohmann::json now = status();
        return now.is_object() && now.at("state") == state;
    });
}

std::vector<std::string> faults(const nlohmann::json& status) {
    auto words = status.at("faults").get<std::vector<std::string>>();
    std::erase(words, "clock-unset");
    return words;
}

} // namespace redstart
