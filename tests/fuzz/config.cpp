// Whatever stands in redstart.toml, it is a configuration or an Error that says where it is none.
#include "config/load_config.hpp"
#include "fuzz/input.hpp"

#include <redstart/error.hpp>

#include <array>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace redstart;
    const InputFile file({data, size});
    const std::array<std::filesystem::path, 1> layers = {file.path()};
    try {
        load_config(layers);
    } catch (const Error& error) {
        require(std::string_view(error.what()).starts_with(file.path()));
    }
    return 0;
}
