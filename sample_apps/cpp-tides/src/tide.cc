#include "tide/tide.h"

#include <cmath>
#include <numbers>

namespace tide {
namespace {

struct Constituent {
    double metres;           // amplitude
    double degrees_an_hour;  // speed
    double degrees;          // phase at the epoch
};

// Speeds are those of the tide's main constituents: M2, S2, N2, K1, O1. Amplitudes and phases are the harbour's own.
constexpr Constituent constituents[] = {
    {1.62, 28.9841042, 112.0}, {0.54, 30.0, 151.0}, {0.33, 28.4397295, 89.0},
    {0.09, 15.0410686, 34.0},  {0.07, 13.9430356, 310.0},
};
constexpr double mean_level = 2.85;

}  // namespace

double height(std::time_t time) {
    double sum = mean_level;
    for (const auto& [metres, speed, phase] : constituents) {
        const double hours = static_cast<double>(time) / 3600.0;
        sum += metres * std::cos((speed * hours - phase) * std::numbers::pi / 180.0);
    }
    return sum;
}

std::vector<Point> curve(std::time_t from, int step, int count) {
    std::vector<Point> points;
    points.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        const std::time_t time = from + static_cast<std::time_t>(i) * step;
        points.push_back({time, height(time)});
    }
    return points;
}

std::string version() {
    return "1.2.0";
}

}  // namespace tide
