package io.kindling.io;

import io.kindling.config.Config;
import io.kindling.io.internal.Json;
import io.kindling.io.internal.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON file that completes a folder: the kind of the folder, the length and SHA-256 of each other file, and a
 * digest of the manifest itself, so that any changed bit is detected. It is written last: a folder without it is
 * incomplete.
 *
 * @param format the kind of the folder
 * @param version the version of that format
 * @param content the description of the folder
 * @param files the other files, by name
 */
record Manifest(String format, long version, Config content, Map<String, StoredFile> files) {
    /** The expected length and digest of a file. */
    record StoredFile(long bytes, String sha256) {}

    /** The longest description of models: more than 20,000 layers. */
    static final int MAX_MODEL_BYTES = 8 << 20;
    /** The longest description of a run, which has a line for each of its epochs. */
    static final int MAX_RUN_BYTES = 64 << 20;

    private static final String OWN_DIGEST = "manifest_sha256";

    Manifest {
        files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    }

    PreparedFile prepare(Location file) throws IOException {
        byte[] text = toBytes();
        return file.prepare(out -> out.write(text));
    }

    byte[] toBytes() {
        return Json.indented(withDigest()).getBytes(StandardCharsets.UTF_8);
    }

    private Config withDigest() {
        List<Config> listed = new ArrayList<>();
        files.forEach(
                (name, stored) -> listed.add(Config.of("name", name, "bytes", stored.bytes, "sha256", stored.sha256)));
        Config withoutDigest = Config.of("format", format, "version", version, "content", content, "files", listed);
        return withoutDigest.with(OWN_DIGEST, digest(withoutDigest));
    }

    /** Returns the digest of a config's compact JSON. */
    private static String digest(Config withoutDigest) {
        MessageDigest digest = Location.sha256Digest();
        return HexFormat.of()
                .formatHex(digest.digest(Json.compact(withoutDigest).getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Reads a manifest and checks its own digest, its format and its version.
     *
     * @param maxBytes the longest file that is read
     * @throws ModelException if it is missing, too long, damaged, or of another format or version
     */
    static Manifest read(Location file, String format, long version, int maxBytes) {
        try {
            Manifest manifest = parse(file.readAll(maxBytes), maxBytes);
            if (!manifest.format.equals(format) || manifest.version != version) {
                throw new ModelException("Cannot read " + file + ": it is " + manifest.format + " version "
                        + manifest.version + ", but expected " + format + " version " + version + "."
                        + (manifest.version > version
                                ? " It was written by a newer Kindling: use that version to read it."
                                : ""));
            }
            return manifest;
        } catch (IOException | IllegalArgumentException failed) {
            throw new ModelException("Cannot read " + file + ": " + Reason.of(failed), failed);
        }
    }

    /**
     * Parses a manifest and checks its own digest.
     *
     * @throws IOException if it is too long, cut or not UTF-8
     */
    static Manifest parse(byte[] text, int maxBytes) throws IOException {
        if (text.length > maxBytes) {
            throw new IOException("it has " + text.length + " bytes, more than the limit of " + maxBytes);
        }
        if (text.length == 0 || text[text.length - 1] != '\n') {
            throw new IOException("it is cut: its last line has no end");
        }
        Config withDigest = Json.parse(Json.decode(text, "it"));
        Map<String, StoredFile> files = new LinkedHashMap<>();
        for (Config file : withDigest.configs("files")) {
            files.put(file.string("name"), new StoredFile(file.longInteger("bytes"), file.string("sha256")));
        }
        Manifest manifest = new Manifest(
                withDigest.string("format"), withDigest.longInteger("version"), withDigest.config("content"), files);
        if (!Json.compact(manifest.withDigest()).equals(Json.compact(withDigest))) {
            throw new IllegalArgumentException("it was changed after it was written (its " + OWN_DIGEST + " differs)");
        }
        return manifest;
    }

    /**
     * Checks a file in the folder against its entry in this manifest.
     *
     * @throws ModelException if it is missing or differs
     */
    void requireIntact(Location folder, String name) {
        Location file = folder.child(name);
        StoredFile expected = files.get(name);
        if (expected == null) {
            throw new ModelException("Cannot read " + file + ": the manifest does not list it.");
        }
        try {
            long length = file.length();
            if (length != expected.bytes) {
                throw new ModelException("Cannot read " + file + ": it has " + length
                        + " bytes, but the manifest lists " + expected.bytes + ".");
            }
            String sha256 = file.sha256();
            if (!sha256.equals(expected.sha256)) {
                throw new ModelException("Cannot read " + file + ": it is damaged: its SHA-256 is " + sha256
                        + ", but the manifest lists " + expected.sha256 + ".");
            }
        } catch (IOException failed) {
            throw new ModelException("Cannot read " + file + ": " + Reason.of(failed), failed);
        }
    }
}
