package io.kindling.io;

import io.kindling.nn.Config;
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
 * The JSON file that completes a folder: what the folder is, and the length and SHA-256 of each other file and of the
 * manifest itself, so that any changed bit is found. Written last: a folder without it was never finished.
 *
 * @param format what kind of folder this is
 * @param version which version of that format
 * @param content what the folder says of itself
 * @param files the other files, by name
 */
record Manifest(String format, long version, Config content, Map<String, StoredFile> files) {
    /** What a file is to be. */
    record StoredFile(long bytes, String sha256) {}

    private static final int MOST_BYTES = 64 << 20;
    private static final String OWN_DIGEST = "manifest_sha256";

    Manifest {
        files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    }

    void write(Location file) throws IOException {
        byte[] text = Json.indented(sealed()).getBytes(StandardCharsets.UTF_8);
        file.write(out -> out.write(text));
    }

    private Config sealed() {
        List<Config> listed = new ArrayList<>();
        files.forEach(
                (name, stored) -> listed.add(Config.of("name", name, "bytes", stored.bytes, "sha256", stored.sha256)));
        Config unsealed = Config.of("format", format, "version", version, "content", content, "files", listed);
        return unsealed.with(OWN_DIGEST, digest(unsealed));
    }

    /** The digest of a config's text: on one line, without spaces. */
    private static String digest(Config unsealed) {
        MessageDigest digest = Location.sha256Digest();
        return HexFormat.of().formatHex(digest.digest(Json.compact(unsealed).getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Reads a manifest and checks its own digest, its format and its version.
     *
     * @throws ModelException where it is missing, damaged or of another format
     */
    static Manifest read(Location file, String format, long version) {
        try {
            Manifest manifest = parse(Json.decode(file.readAll(MOST_BYTES), "it"));
            if (!manifest.format.equals(format) || manifest.version != version) {
                throw new ModelException("Cannot read " + file + ": it is " + manifest.format + " version "
                        + manifest.version + ", this is to be " + format + " version " + version + "."
                        + (manifest.version > version ? " A newer Kindling wrote it: read it with that one." : ""));
            }
            return manifest;
        } catch (IOException | IllegalArgumentException failed) {
            throw new ModelException("Cannot read " + file + ": " + failed.getMessage(), failed);
        }
    }

    private static Manifest parse(String text) {
        Config sealed = Json.parse(text);
        Map<String, StoredFile> files = new LinkedHashMap<>();
        for (Config file : sealed.configs("files")) {
            files.put(file.string("name"), new StoredFile(file.longInteger("bytes"), file.string("sha256")));
        }
        Manifest manifest =
                new Manifest(sealed.string("format"), sealed.longInteger("version"), sealed.config("content"), files);
        if (!Json.compact(manifest.sealed()).equals(Json.compact(sealed))) {
            throw new IllegalArgumentException("it was changed after it was written (its " + OWN_DIGEST + " differs)");
        }
        return manifest;
    }

    /**
     * Compares a file in the folder with what this manifest says of it.
     *
     * @throws ModelException where it is missing or differs
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
                throw new ModelException("Cannot read " + file + ": it has " + length + " bytes, the manifest lists "
                        + expected.bytes + ".");
            }
            String sha256 = file.sha256();
            if (!sha256.equals(expected.sha256)) {
                throw new ModelException("Cannot read " + file + ": it is damaged: its SHA-256 is " + sha256
                        + ", the manifest lists " + expected.sha256 + ".");
            }
        } catch (IOException failed) {
            throw new ModelException("Cannot read " + file + ": " + failed.getMessage(), failed);
        }
    }
}
