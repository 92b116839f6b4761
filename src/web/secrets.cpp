// libsodium's random numbers and BLAKE2b.
#include "web/secrets.hpp"

#include <redstart/error.hpp>

#include <array>
#include <sodium.h>
#include <vector>

namespace redstart {
namespace {

using Hash = std::array<unsigned char, crypto_generichash_BYTES>;

void prepare() {
    if (::sodium_init() < 0)
        throw Error("libsodium", "it finds no random numbers", "look at /dev/urandom");
}

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string hex(const Hash& hash) {
    std::array<char, sizeof(Hash) * 2 + 1> text{};
    return ::sodium_bin2hex(text.data(), text.size(), hash.data(), hash.size());
}

} // namespace

std::string random_word(std::size_t bytes) {
    prepare();
    std::vector<unsigned char> random(bytes);
    ::randombytes_buf(random.data(), random.size());
    constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    std::string text(sodium_base64_encoded_len(bytes, variant), '\0');
    ::sodium_bin2base64(text.data(), text.size(), random.data(), random.size(), variant);
    text.pop_back(); // its zero
    return text;
}

std::string random_digits() {
    prepare();
    const std::string text = std::to_string(10000 + ::randombytes_uniform(10000));
    return text.substr(1);
}

std::string hash_of(std::string_view word) {
    Hash hash{};
    ::crypto_generichash(hash.data(), hash.size(), bytes_of(word), word.size(), nullptr, 0);
    return hex(hash);
}

std::string token_of(std::string_view secret, std::string_view session) {
    Hash hash{};
    ::crypto_generichash(hash.data(), hash.size(), bytes_of(session), session.size(),
                         bytes_of(secret), secret.size());
    return hex(hash);
}

bool are_same(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && ::sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

} // namespace redstart
