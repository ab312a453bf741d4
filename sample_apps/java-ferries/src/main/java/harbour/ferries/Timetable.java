package harbour.ferries;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** All departures of a day, by time. */
record Timetable(List<Departure> departures) {
    private static final String FILE = "/timetable.csv";

    static Timetable read() throws IOException {
        return new Timetable(Resource.text(FILE)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Departure::of)
                .sorted(Comparator.comparing(Departure::time))
                .toList());
    }

    String asLines() {
        return departures.stream().map(Departure::asLine).collect(Collectors.joining("\n", "", "\n"));
    }
}
