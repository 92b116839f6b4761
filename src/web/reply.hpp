// The answer to one request of a browser, given now or later.
#pragma once

#include "web/response.hpp"

#include <memory>

namespace redstart {

class Exchange;

/// A value: its copies are the same answer, and may outlive the phone and the server; what is
/// given then goes nowhere. Where the last copy goes without finish(), the phone is told 500.
/// Belongs to the loop's thread.
class HttpReply {
public:
    explicit HttpReply(const std::shared_ptr<Exchange>& exchange);

    void finish(HttpResponse response) const; // the first counts
    bool is_open() const noexcept;            // false once it is given, or the phone has gone

private:
    struct Answer;
    std::shared_ptr<Answer> answer_;
};

} // namespace redstart
