// A Session is a Recorder for the sound and a Collection for all else.
#include <redstart/session.hpp>

#include "base/timestamp.hpp"
#include "dataset/collection.hpp"

#include <utility>

namespace redstart {

class Session::Impl {
public:
    explicit Impl(const SessionOptions& options)
        : collection_(options), recorder_(options.recorder), pre_roll_(options.recorder.pre_roll) {}
    ~Impl() {
        try {
            if (is_recording_) discard();
        } catch (const Error&) { // the next session removes what is left
        }
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    void start();
    SessionTake stop() { return end(""); }
    void discard() { end("discarded"); }
    bool is_recording() const noexcept { return is_recording_; }

    template <class Step>
    bool step(Step step) {
        refuse_while_recording();
        return step(collection_);
    }
    void note(const std::string& text) {
        refuse_while_recording();
        collection_.note(text);
    }

    const Collection& collection() const noexcept { return collection_; }
    const Recorder& recorder() const noexcept { return recorder_; }

private:
    void refuse_while_recording() const {
        if (is_recording_) throw Error("take", "one is under way", "stop() ends it");
        if (unjudged_) throw Error("take", "the last one is not judged yet", "stop() tries again");
    }
    SessionTake end(std::string trouble);
    void abandon();

    Collection collection_; // first: it has the lock of the folder
    Recorder recorder_;
    const std::chrono::nanoseconds pre_roll_;
    bool is_recording_ = false;
    std::optional<std::string> unjudged_; // a take that is over, and what went wrong besides
};

void Session::Impl::start() {
    refuse_while_recording();
    if (collection_.prompt() == nullptr)
        throw Error("prompts", "all are done", "back() goes to one that was done");
    const TimePoint first_frame = Clock::now() - pre_roll_;
    recorder_.start(collection_.next_file());
    is_recording_ = true;
    try {
        const Timestamp start = at(timestamp_now(), first_frame);
        collection_.began(start.clock.set ? utc_text(start.utc) : "");
    } catch (const Error&) {
        abandon(); // nobody would know that it records
        throw;
    }
}

void Session::Impl::abandon() {
    is_recording_ = false;
    try {
        recorder_.stop();
    } catch (const Error&) { // why it was abandoned says more
    }
    collection_.forget_sound();
}

SessionTake Session::Impl::end(std::string trouble) {
    if (!is_recording_ && !unjudged_)
        throw Error("take", "none is being recorded", "start() begins one");
    if (std::exchange(is_recording_, false)) {
        try {
            recorder_.stop();
        } catch (const Error& error) { // cut short, or there is no file at all
            if (trouble.empty()) trouble = error.what();
        }
        unjudged_ = std::move(trouble);
    }
    SessionTake take = collection_.judge(*unjudged_);
    unjudged_.reset();
    return take;
}

Session::Session(const SessionOptions& options) : impl_(std::make_unique<Impl>(options)) {}

Session::~Session() = default;

std::optional<Prompt> Session::prompt() const {
    const Prompt* prompt = impl_->collection().prompt();
    return prompt != nullptr ? std::optional(*prompt) : std::nullopt;
}

std::size_t Session::place() const {
    return impl_->collection().place() + 1;
}

std::size_t Session::prompts() const {
    return impl_->collection().size();
}

std::size_t Session::prompts_kept() const {
    return impl_->collection().kept();
}

std::size_t Session::prompts_left() const {
    return impl_->collection().left();
}

const std::string& Session::id() const {
    return impl_->collection().session();
}

std::optional<std::uint64_t> Session::seed() const {
    return impl_->collection().seed();
}

const std::vector<std::string>& Session::remarks() const {
    return impl_->collection().remarks();
}

void Session::start() {
    impl_->start();
}

bool Session::is_recording() const {
    return impl_->is_recording();
}

SessionTake Session::stop() {
    return impl_->stop();
}

void Session::discard() {
    impl_->discard();
}

bool Session::skip() {
    return impl_->step([](Collection& collection) { return collection.skip(); });
}

bool Session::back() {
    return impl_->step([](Collection& collection) { return collection.back(); });
}

bool Session::repeat() {
    return impl_->step([](Collection& collection) { return collection.repeat(); });
}

void Session::note(const std::string& text) {
    impl_->note(text);
}

const Recorder& Session::recorder() const {
    return impl_->recorder();
}

} // namespace redstart
