// Looks for the library by its sonames, that of the headers first.
#include "wav/libflac.hpp"

#include <redstart/error.hpp>

#include <array>
#include <dlfcn.h>
#include <string>

namespace redstart {
namespace {

constexpr int built_for = FLAC_API_VERSION_CURRENT;
constexpr std::array known = {built_for, 14, 12};

std::string soname(int version) {
    return "libFLAC.so." + std::to_string(version);
}

std::error_code not_supported() {
    return std::make_error_code(std::errc::not_supported);
}

void* open_library() {
    for (const int version : known)
        if (void* library = ::dlopen(soname(version).c_str(), RTLD_NOW | RTLD_LOCAL))
            return library;
    throw Error("FLAC", soname(built_for) + " is not installed",
                "sudo apt install libflac" + std::to_string(built_for), not_supported());
}

template <class Function>
void find(void* library, const char* name, Function& function) {
    void* const address = ::dlsym(library, name);
    if (address == nullptr)
        throw Error("FLAC", std::string("the installed libFLAC has no ") + name,
                    "sudo apt install --reinstall libflac" + std::to_string(built_for),
                    not_supported());
    function = reinterpret_cast<Function>(address);
}

} // namespace

LibFlac::LibFlac() {
    void* const library = open_library();
#define REDSTART_FLAC_FIND(name) find(library, "FLAC__stream_" #name, name);
    REDSTART_FLAC_FUNCTIONS(REDSTART_FLAC_FIND)
#undef REDSTART_FLAC_FIND
}

const LibFlac& libflac() {
    static const LibFlac library;
    return library;
}

} // namespace redstart
