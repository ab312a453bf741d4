package harbour.ferries;

import java.time.LocalTime;

/** One departure, as a line of `timetable.csv` has it: time, destination, pier, ship. */
record Departure(LocalTime time, String destination, String pier, String ship) {
    static Departure of(String line) {
        String[] fields = line.split(",");
        return new Departure(LocalTime.parse(fields[0]), fields[1], fields[2], fields[3]);
    }

    String asLine() {
        return String.join("  ", time.toString(), destination, pier, ship);
    }
}
