// How high the water stands in the harbour: a sum of a few regular waves, the tide's constituents.
#pragma once

#include <ctime>
#include <string>
#include <vector>

namespace tide {

struct Point {
    std::time_t time;  // UTC
    double metres;     // above chart datum
};

// The height at a moment.
double height(std::time_t time);

// The heights from a moment on, one every `step` seconds.
std::vector<Point> curve(std::time_t from, int step, int count);

// The version of this library, as in "1.2.0".
std::string version();

}  // namespace tide
