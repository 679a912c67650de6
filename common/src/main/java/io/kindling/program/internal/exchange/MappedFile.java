package io.kindling.program.internal.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file whose memory the processes of one machine share. Only its owner may read or write it. Its name cannot be guessed, and
 * says which process created it, so that another can delete it if that process was killed.
 *
 * @param path the file
 * @param note why it is in no better folder; empty if it is in the first
 */
record MappedFile(Path path, Optional<String> note) {
    private static final long MAGIC = 0x4b494e444c4d4150L;

    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    /** The container, the process and the key. */
    private static final Pattern NAME = Pattern.compile("kindling-(\\d+)-(\\d+)-([-0-9a-f]{36})\\.exchange");

    /** The part of a file system that stays free for others: 1 / this. */
    private static final int MARGIN = 10;

    private static final int CHUNK = 1 << 20;

    /**
     * Creates a file of zeros in the first folder that has enough space. All bytes are written: writing later to memory for
     * which the file system has no space would kill the process.
     *
     * @throws ExchangeException if there is no such folder
     */
    static MappedFile create(List<Path> folders, MappedLayout layout) {
        List<String> reasons = new ArrayList<>();
        for (Path folder : folders) {
            deleteAbandoned(folder);
            Optional<String> reason = refusal(folder, layout.fileBytes());
            if (reason.isEmpty()) {
                UUID key = UUID.randomUUID();
                RankProcess process = RankProcess.current();
                Path path = folder.resolve(
                        "kindling-" + process.namespace() + "-" + process.pid() + "-" + key + ".exchange");
                try {
                    write(path, layout, key);
                    return new MappedFile(path, note(path, reasons));
                } catch (IOException e) {
                    delete(path);
                    reason = Optional.of(folder + " cannot be written to: " + e);
                }
            }
            reasons.add(reason.get());
        }
        throw new ExchangeException("Cannot share memory between processes: " + String.join("; ", reasons)
                + ". Make space in one of these folders (a container's /dev/shm is enlarged by docker's --shm-size, or by an"
                + " emptyDir volume with medium: Memory), or let the ranks exchange over the network.");
    }

    private static Optional<String> note(Path path, List<String> reasons) {
        return reasons.isEmpty()
                ? Optional.empty()
                : Optional.of("Executors exchange gradients through " + path.getParent() + ", because "
                        + String.join("; ", reasons) + ". Memory is faster: enlarge the folder"
                        + " (docker's --shm-size, or an emptyDir volume with medium: Memory).");
    }

    /** Why a folder cannot hold a file of this size. */
    private static Optional<String> refusal(Path folder, long bytes) {
        try {
            long usable = Files.getFileStore(folder).getUsableSpace();
            long reserved = Files.getFileStore(folder).getTotalSpace() / MARGIN;
            return usable - reserved >= bytes
                    ? Optional.empty()
                    : Optional.of(folder + " has " + usable + " bytes of free space, of which " + reserved
                            + " are to stay free, but " + bytes + " are needed");
        } catch (IOException e) {
            return Optional.of(folder + " cannot be used: " + e);
        }
    }

    private static void write(Path path, MappedLayout layout, UUID key) throws IOException {
        try (FileChannel channel = FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            ByteBuffer zeros = ByteBuffer.allocateDirect(CHUNK);
            for (long at = 0; at < layout.fileBytes(); ) {
                zeros.clear().limit((int) Math.min(CHUNK, layout.fileBytes() - at));
                at += channel.write(zeros, at);
            }
            MappedByteBuffer header = map(channel, 0, layout.controlBytes());
            header.putInt(MappedLayout.VERSION_AT, MappedLayout.VERSION)
                    .putInt(MappedLayout.CHECKSUM_AT, layout.checksum())
                    .putLong(MappedLayout.KEY_AT, key.getMostSignificantBits())
                    .putLong(MappedLayout.KEY_AT + Long.BYTES, key.getLeastSignificantBits())
                    .putLong(MappedLayout.MAGIC_AT, MAGIC);
        }
    }

    /**
     * Opens a file that another process of the same user has created.
     *
     * @throws ExchangeException if it is none that this user's processes have created for this layout
     */
    static FileChannel open(Path path, MappedLayout layout) {
        try {
            PosixFileAttributes attributes =
                    Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            String user = Files.getOwner(Path.of("/proc/self")).getName();
            Matcher name = NAME.matcher(path.getFileName().toString());
            if (!attributes.isRegularFile() || !name.matches()) {
                throw refused(path, "it is no file of an exchange");
            }
            if (!attributes.permissions().equals(OWNER_ONLY)
                    || !attributes.owner().getName().equals(user)) {
                throw refused(
                        path,
                        "it belongs to " + attributes.owner().getName() + " with permissions "
                                + PosixFilePermissions.toString(attributes.permissions()) + ", but must belong to "
                                + user
                                + " alone");
            }
            FileChannel channel = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            try {
                requireSound(path, channel, layout, name.group(3));
            } catch (ExchangeException | IOException e) {
                channel.close();
                throw e;
            }
            return channel;
        } catch (IOException e) {
            throw new ExchangeException(
                    "Cannot open " + path + ", which executors of one machine share: " + e
                            + ". Executors in separate containers share no files: let the ranks exchange over the network.",
                    e);
        }
    }

    private static void requireSound(Path path, FileChannel channel, MappedLayout layout, String key)
            throws IOException {
        if (channel.size() != layout.fileBytes()) {
            throw refused(path, "it has " + channel.size() + " bytes instead of " + layout.fileBytes());
        }
        ByteBuffer header = map(channel, 0, layout.controlBytes());
        UUID found = new UUID(header.getLong(MappedLayout.KEY_AT), header.getLong(MappedLayout.KEY_AT + Long.BYTES));
        if (header.getLong(MappedLayout.MAGIC_AT) != MAGIC || !found.toString().equals(key)) {
            throw refused(path, "its header is not that of an exchange");
        }
        if (header.getInt(MappedLayout.VERSION_AT) != MappedLayout.VERSION
                || header.getInt(MappedLayout.CHECKSUM_AT) != layout.checksum()) {
            throw refused(path, "it was created for another program, other ranks or by another version of Kindling");
        }
    }

    private static ExchangeException refused(Path path, String reason) {
        return new ExchangeException("Cannot use " + path + ", which executors of one machine share: " + reason + ".");
    }

    static MappedByteBuffer map(FileChannel channel, long from, long bytes) throws IOException {
        MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, from, bytes);
        mapped.order(ByteOrder.nativeOrder());
        return mapped;
    }

    /** Removes the name. Memory that is mapped remains. */
    void unlink() {
        delete(path);
    }

    /** Deletes files of processes that have ended; those of other users cannot be deleted. */
    private static void deleteAbandoned(Path folder) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "kindling-*.exchange")) {
            for (Path file : files) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches()
                        && new RankProcess(Long.parseLong(name.group(1)), Long.parseLong(name.group(2))).isGone()) {
                    delete(file);
                }
            }
        } catch (IOException | NumberFormatException unreadable) {
            // Another folder may serve; whether this one does is found when the file is created.
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException notOurs) {
            // Of another user, or deleted by another process meanwhile.
        }
    }
}
