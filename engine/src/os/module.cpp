// SPDX-License-Identifier: MIT
#include "os/module.h"

#include <link.h>

#include <cstring>
#include <string_view>

namespace mp::os {

namespace {

// FNV-1a: only has to be the same everywhere, and different between modules of one process.
class Hash {
public:
    void add(const void* data, std::size_t size) noexcept {
        const auto* bytes = static_cast<const unsigned char*>(data);
        for (std::size_t i = 0; i < size; ++i) state_ = (state_ ^ bytes[i]) * 0x100000001b3ULL;
    }
    std::uint64_t value() const noexcept { return state_; }

private:
    std::uint64_t state_ = 0xcbf29ce484222325ULL;
};

struct Search {
    std::uintptr_t address;
    std::optional<ModuleAddress> found;
};

bool contains(const dl_phdr_info& module, std::uintptr_t address) noexcept {
    for (int i = 0; i < module.dlpi_phnum; ++i) {
        const auto& segment = module.dlpi_phdr[i];
        const std::uintptr_t start = module.dlpi_addr + segment.p_vaddr;
        if (segment.p_type == PT_LOAD && address >= start && address - start < segment.p_memsz) return true;
    }
    return false;
}

// Notes are name size, description size, type, then both texts padded to four bytes.
void add_build_id(Hash& hash, const unsigned char* note, std::size_t size) noexcept {
    constexpr std::size_t header = sizeof(ElfW(Nhdr));
    const auto padded = [](std::size_t length) { return (length + 3) & ~std::size_t{3}; };
    while (size >= header) {
        ElfW(Nhdr) head;
        std::memcpy(&head, note, header);
        const std::size_t whole = header + padded(head.n_namesz) + padded(head.n_descsz);
        if (whole > size) return;
        if (head.n_type == NT_GNU_BUILD_ID) hash.add(note + header + padded(head.n_namesz), head.n_descsz);
        note += whole;
        size -= whole;
    }
}

std::uint64_t identity(const dl_phdr_info& module) noexcept {
    Hash hash;
    std::string_view name = module.dlpi_name != nullptr ? module.dlpi_name : "";
    name.remove_prefix(name.rfind('/') + 1);  // npos + 1 == 0
    hash.add(name.data(), name.size());
    for (int i = 0; i < module.dlpi_phnum; ++i) {
        const auto& segment = module.dlpi_phdr[i];
        if (segment.p_type == PT_LOAD) {
            hash.add(&segment.p_vaddr, sizeof segment.p_vaddr);
            hash.add(&segment.p_memsz, sizeof segment.p_memsz);
        } else if (segment.p_type == PT_NOTE && segment.p_align <= 4) {
            add_build_id(hash, reinterpret_cast<const unsigned char*>(module.dlpi_addr + segment.p_vaddr),
                         segment.p_memsz);
        }
    }
    return hash.value();
}

int visit(dl_phdr_info* module, std::size_t, void* data) {
    auto& search = *static_cast<Search*>(data);
    if (!contains(*module, search.address)) return 0;
    search.found = ModuleAddress{identity(*module), search.address - module->dlpi_addr};
    return 1;
}

}  // namespace

std::optional<ModuleAddress> module_address(const void* address) {
    Search search{reinterpret_cast<std::uintptr_t>(address), std::nullopt};
    dl_iterate_phdr(visit, &search);
    return search.found;
}

}  // namespace mp::os
