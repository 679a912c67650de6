package io.kindling.driver.table;

import io.kindling.data.DataException;
import io.kindling.driver.table.internal.Block;
import io.kindling.driver.table.internal.LabelSummary;
import io.kindling.driver.table.internal.RowError;
import io.kindling.driver.table.internal.RowsChecksum;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The blocks of a table in the order of their rows, and the number of each block's first row. */
final class PlacedBlocks {
    private final String name;
    private final List<Placed> blocks = new ArrayList<>();
    private final long count;

    /**
     * A block and where it begins.
     *
     * @param block the block
     * @param first the number of its first row in the table
     * @param inFile the number of its first row in its file
     */
    private record Placed(Block block, long first, long inFile) {}

    PlacedBlocks(String name, List<Block> ordered) {
        this.name = name;
        long rows = 0;
        long rowsOfFile = 0;
        String file = "";
        for (Block block : ordered) {
            if (!block.at().file().equals(file)) {
                file = block.at().file();
                rowsOfFile = 0;
            }
            blocks.add(new Placed(block, rows, rowsOfFile));
            rows += block.rows();
            rowsOfFile += block.allRows();
        }
        this.count = rows;
    }

    /** The number of valid rows. */
    long count() {
        return count;
    }

    /** The checksum of all rows. */
    RowsChecksum checksum() {
        return blocks.stream().map(placed -> placed.block().checksum()).reduce(RowsChecksum.EMPTY, RowsChecksum::then);
    }

    /** The number of each block's first row in the table. */
    Map<Block.At, Long> firstIds() {
        Map<Block.At, Long> ids = new LinkedHashMap<>();
        blocks.forEach(placed -> ids.put(placed.block().at(), placed.first()));
        return ids;
    }

    /** The number of each block's first row in its file, counting all rows. */
    Map<Block.At, Long> firstInFiles() {
        Map<Block.At, Long> firsts = new LinkedHashMap<>();
        blocks.forEach(placed -> firsts.put(placed.block().at(), placed.inFile()));
        return firsts;
    }

    /** The rows that are left out. */
    LeftOut leftOut() {
        long bad = blocks.stream()
                .mapToLong(placed -> placed.block().leftOut().bad())
                .sum();
        long lacking = blocks.stream()
                .mapToLong(placed -> placed.block().leftOut().lacking())
                .sum();
        Optional<String> first = blocks.stream()
                .map(Placed::block)
                .filter(block -> block.leftOut().flaw().isPresent())
                .findFirst()
                .map(block -> String.valueOf(invalid(
                                block.leftOut().flaw().orElseThrow(),
                                block,
                                block.leftOut().flawAt())
                        .getMessage()));
        return new LeftOut(bad, lacking, first);
    }

    /** The labels of all blocks, whose rows have their numbers in the table. */
    LabelSummary labels() {
        LabelSummary all = new LabelSummary();
        blocks.forEach(placed -> all.add(placed.block().labels(), placed.first()));
        return all;
    }

    /** Describes a row by its file and its number there. */
    String place(long row) {
        Placed at = blocks.get(0);
        for (Placed placed : blocks) {
            if (placed.first() <= row) {
                at = placed;
            }
        }
        boolean exact = at.block().allRows() == at.block().rows();
        return place(at.block(), at.inFile() + row - at.first())
                + (exact ? "" : " (not counting rows that are left out)");
    }

    private String place(Block block, long row) {
        Block.At at = block.at();
        return "row " + row + " of " + (at.file().isEmpty() ? "partition " + at.start() + " of " + name : at.path());
    }

    /** Returns the exception for an error of a block's row. */
    DataException invalid(RowError flaw, Block block, long row) {
        Placed at = blocks.stream()
                .filter(placed -> placed.block().at().equals(block.at()))
                .findFirst()
                .orElseThrow();
        return new DataException(
                "Invalid " + flaw.what() + " in " + place(block, at.inFile() + row) + ": " + flaw.found());
    }

    /** Returns the exception for an error of a row of the table. */
    DataException invalid(RowError flaw, long row) {
        return new DataException("Invalid " + flaw.what() + " in " + place(row) + ": " + flaw.found());
    }
}
