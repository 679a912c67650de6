package io.kindling.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Suggests a known word for a misspelled one. */
public final class DidYouMean {
    private static final int SHORTEST_START = 3;

    private DidYouMean() {}

    /**
     * Returns the known word with the smallest edit distance, ignoring case. The distance must be at most a third of the
     * known word's length (at least two edits are allowed), and at most half of it. If there is none, returns the only known word
     * that begins so.
     */
    public static Optional<String> to(String word, Collection<String> known) {
        String lower = word.toLowerCase(Locale.ROOT);
        return known.stream()
                .filter(candidate ->
                        distance(lower, candidate.toLowerCase(Locale.ROOT)) <= maxEdits(candidate.length()))
                .min(Comparator.<String>comparingInt(candidate -> distance(lower, candidate.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()))
                .or(() -> beginningWith(lower, known));
    }

    private static Optional<String> beginningWith(String start, Collection<String> known) {
        List<String> found = known.stream()
                .filter(candidate -> candidate.toLowerCase(Locale.ROOT).startsWith(start))
                .toList();
        return start.length() >= SHORTEST_START && found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    private static int maxEdits(int letters) {
        return Math.min(letters / 2, Math.max(2, letters / 3));
    }

    /** Levenshtein distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
