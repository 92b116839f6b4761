// Whatever comes over the control socket, it is a request that means the same when it is said
// again, or it is refused with a line.
#include "control/protocol.hpp"
#include "fuzz/input.hpp"

#include <redstart/error.hpp>

#include <nlohmann/json.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace redstart;
    const std::string_view line(reinterpret_cast<const char*>(data), size);
    std::string answer;
    try {
        const Request request = parse_request(line);
        const Request again = parse_request(to_line(request));
        require(again.order == request.order && again.text == request.text &&
                again.follow == request.follow && again.pair == request.pair &&
                again.clock.has_value() == request.clock.has_value());
        if (request.clock)
            require(again.clock->utc == request.clock->utc &&
                    again.clock->error == request.clock->error);
        answer = to_line(nlohmann::json{{"ok", true}, {"text", request.text}});
    } catch (const Error& error) {
        answer = to_line(refusal(error.what()));
    }
    require(answer.find('\n') == answer.size() - 1);
    require(nlohmann::json::parse(answer).is_object());
    require(to_line(refusal(line)).find('\n') != std::string::npos); // of bytes that are no text
    return 0;
}
