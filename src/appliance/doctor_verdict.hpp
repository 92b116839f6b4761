// The last verdict of `redstart doctor`, in a file beside the control socket.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <filesystem>

namespace redstart {

/// Leaves a verdict for the appliance of that control socket, in place of the one before. Nothing
/// is left, nor said, where that folder is not there or may not be written to: the service's is
/// there while it runs, and root's and the recorder's to write.
void leave_verdict(const std::filesystem::path& control_socket, const nlohmann::json& verdict);

/// The answer to the order `doctor`: {"ok": true, "doctor": verdict, "when": UTC}, or a refusal
/// that says how to have one. Whatever lies there is read in bounds.
nlohmann::json last_verdict(const std::filesystem::path& control_socket);

} // namespace redstart
