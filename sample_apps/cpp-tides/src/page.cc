#include "page.h"

#include <iomanip>
#include <sstream>

#include "tide/tide.h"

namespace {

constexpr int half_an_hour = 1800;
constexpr int half_a_day = 24;

std::string clock(std::time_t time) {
    std::tm parts{};
    gmtime_r(&time, &parts);
    std::ostringstream text;
    text << std::put_time(&parts, "%H:%M");
    return text.str();
}

std::string metres(double value) {
    std::ostringstream text;
    text << std::fixed << std::setprecision(2) << value;
    return text.str();
}

std::time_t full_half_hour(std::time_t now) {
    return now - now % half_an_hour;
}

}  // namespace

std::string page(std::time_t now) {
    std::ostringstream text;
    text << "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>Harbour Tides</title></head>\n"
         << "<body>\n<h1>Harbour Tides</h1>\n<p>The water stands at " << metres(tide::height(now))
         << " m. Computed by libtide " << tide::version() << ".</p>\n<table>\n";
    for (const auto& point : tide::curve(full_half_hour(now), half_an_hour, half_a_day)) {
        text << "<tr><td>" << clock(point.time) << "</td><td>" << metres(point.metres) << " m</td></tr>\n";
    }
    text << "</table>\n</body>\n</html>\n";
    return text.str();
}

std::string list(std::time_t now) {
    std::ostringstream text;
    for (const auto& point : tide::curve(full_half_hour(now), half_an_hour, half_a_day)) {
        text << clock(point.time) << ' ' << metres(point.metres) << '\n';
    }
    return text.str();
}
