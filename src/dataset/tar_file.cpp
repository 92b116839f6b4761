// Blocks of 512 bytes: a header, the member, zeros up to the next block; two of zeros at the end.
#include "dataset/tar_file.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>

namespace redstart {
namespace {

constexpr std::size_t block = 512, name_bytes = 100;
constexpr std::uint64_t most_octal = 077777777777; // eleven digits: 8 GiB less a byte

/// "LENGTH key=value\n", whose length counts its own digits.
std::string pax_record(const std::string& key, const std::string& value) {
    const std::string rest = " " + key + "=" + value + "\n";
    std::size_t length = rest.size() + 1;
    while (std::to_string(length).size() + rest.size() != length)
        length = std::to_string(length).size() + rest.size();
    return std::to_string(length) + rest;
}

bool is_plain(const std::string& name) {
    return name.size() <= name_bytes && std::ranges::all_of(name, [](char c) { return c > 0; });
}

struct Field {
    std::size_t offset, bytes;
};
constexpr Field mode{100, 8}, uid{108, 8}, gid{116, 8}, size{124, 12}, mtime{136, 12},
    checksum{148, 8};
constexpr std::size_t type_offset = 156, magic_offset = 257;

void put(std::array<char, block>& header, Field field, std::uint64_t value) {
    std::snprintf(header.data() + field.offset, field.bytes, "%0*llo",
                  static_cast<int>(field.bytes) - 1, static_cast<unsigned long long>(value));
}

} // namespace

void TarFile::header(const std::string& name, std::uint64_t bytes, char type) {
    std::array<char, block> header{};
    name.copy(header.data(), name_bytes);
    put(header, mode, 0644);
    put(header, uid, 0);
    put(header, gid, 0);
    put(header, size, std::min(bytes, most_octal));
    put(header, mtime, 0);
    std::memset(header.data() + checksum.offset, ' ', checksum.bytes);
    header[type_offset] = type;
    std::memcpy(header.data() + magic_offset,
                "ustar\0"
                "00",
                8);
    unsigned sum = 0;
    for (const char c : header) sum += static_cast<unsigned char>(c);
    std::snprintf(header.data() + checksum.offset, checksum.bytes - 1, "%06o", sum);
    file_.append({header.data(), header.size()});
    bytes_ += header.size();
}

void TarFile::begin(const std::string& name, std::uint64_t bytes) {
    std::string extended;
    if (!is_plain(name)) extended += pax_record("path", name);
    if (bytes > most_octal) extended += pax_record("size", std::to_string(bytes));
    if (!extended.empty()) {
        header("PaxHeader", extended.size(), 'x');
        file_.append(extended);
        bytes_ += extended.size();
        pad();
    }
    header(name, bytes, '0');
}

void TarFile::pad() {
    const std::string zeros((block - bytes_ % block) % block, '\0');
    file_.append(zeros);
    bytes_ += zeros.size();
}

void TarFile::add(const std::string& name, std::string_view text) {
    begin(name, text.size());
    file_.append(text);
    bytes_ += text.size();
    pad();
}

void TarFile::add_file(const std::string& name, int from, std::uint64_t bytes,
                       const std::function<void()>& on_block) {
    begin(name, bytes);
    file_.append_file(from, name, bytes, on_block);
    bytes_ += bytes;
    pad();
}

void TarFile::close() {
    file_.append(std::string(2 * block, '\0'));
    file_.close();
}

} // namespace redstart
