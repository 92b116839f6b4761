// The taps are symmetric: each is multiplied with the sum of the two frames that it belongs to.
#include "web/rate_divider.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

namespace redstart {
namespace {

constexpr Frames reach_per_divisor = 32;
constexpr double beta = 7.857;  // Kaiser's, for 80 dB
constexpr double cutoff = 0.46; // of the lower rate; the slope is 0.08 wide
constexpr unsigned lowest_rate = 16000;

/// I0, by its series.
double bessel(double x) noexcept {
    double sum = 1, term = 1;
    for (int i = 1; term > sum * 1e-12; ++i) {
        term *= (x / (2 * i)) * (x / (2 * i));
        sum += term;
    }
    return sum;
}

double tap(double distance, double reach, double width) noexcept {
    const double x = 2 * width * distance;
    const double sinc = x == 0 ? 1 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x);
    const double place = distance / (reach + 1);
    return 2 * width * sinc * bessel(beta * std::sqrt(1 - place * place)) / bessel(beta);
}

} // namespace

RateDivider::RateDivider(unsigned divisor)
    : divisor_(std::clamp(divisor, 1U, most)),
      reach_(divisor_ == 1 ? 0 : reach_per_divisor * divisor_),
      taps_(static_cast<std::size_t>(reach_) + 1, 1.0F) {
    if (divisor_ == 1) return;
    double sum = 0;
    std::vector<double> exact(taps_.size());
    for (std::size_t i = 0; i < exact.size(); ++i) {
        exact[i] = tap(static_cast<double>(i), static_cast<double>(reach_), cutoff / divisor_);
        sum += i == 0 ? exact[i] : 2 * exact[i];
    }
    for (std::size_t i = 0; i < exact.size(); ++i) taps_[i] = static_cast<float>(exact[i] / sum);
}

float RateDivider::value(const float* window) const noexcept {
    const float* const middle = window + reach_;
    constexpr Frames lanes = 4;
    float sums[lanes] = {middle[0] * taps_[0], 0, 0, 0};
    for (Frames i = 1; i + lanes <= reach_ + 1; i += lanes)
        for (Frames lane = 0; lane < lanes; ++lane)
            sums[lane] +=
                (middle[i + lane] + middle[-i - lane]) * taps_[static_cast<std::size_t>(i + lane)];
    return (sums[0] + sums[1]) + (sums[2] + sums[3]); // reach_ is a multiple of the lanes
}

unsigned divisor_to_at_least(unsigned rate, unsigned least) noexcept {
    unsigned divisor = std::min(rate / std::max(least, 1U), RateDivider::most);
    while (divisor > 1 && rate % divisor != 0) --divisor;
    return std::max(divisor, 1U);
}

unsigned divisor_to_at_most(unsigned rate, unsigned most) noexcept {
    const unsigned least = (rate + most - 1) / most;
    for (unsigned divisor = least; rate / divisor >= std::min(lowest_rate, most); ++divisor)
        if (rate % divisor == 0) return divisor;
    return least;
}

} // namespace redstart
