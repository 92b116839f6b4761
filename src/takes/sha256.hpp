// SHA-256 of what comes piece by piece, by GNU Nettle.
#pragma once

#include <cstddef>
#include <nettle/sha2.h>
#include <span>
#include <string>

namespace redstart {

class Sha256 {
public:
    Sha256() noexcept { ::sha256_init(&context_); }

    void add(std::span<const std::byte> bytes) noexcept {
        ::sha256_update(&context_, bytes.size(),
                        reinterpret_cast<const std::uint8_t*>(bytes.data()));
    }

    /// 64 hex digits; it begins anew afterwards.
    std::string digits();

private:
    sha256_ctx context_;
};

} // namespace redstart
