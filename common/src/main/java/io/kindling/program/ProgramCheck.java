package io.kindling.program;

import io.kindling.tensor.DType;

/** Checks a program before its first step. */
final class ProgramCheck {
    private final BuiltProgram program;

    private ProgramCheck(BuiltProgram program) {
        this.program = program;
    }

    /** @throws ProgramException if the program cannot be trained as it is declared */
    static void require(BuiltProgram program) {
        ProgramCheck check = new ProgramCheck(program);
        check.requireFloat32();
    }

    /** The state of a training holds float32 numbers. */
    private void requireFloat32() {
        if (program.spec().data().featureType() == DType.FLOAT64) {
            throw notFloat32("the features are float64");
        }
        program.models().values().stream()
                .flatMap(model -> model.weights().stream())
                .filter(weight -> weight.dtype() != DType.FLOAT32)
                .findFirst()
                .ifPresent(weight -> {
                    throw notFloat32("weight '" + weight.name() + "' is " + weight.dtype());
                });
    }

    private ProgramException notFloat32(String found) {
        return new ProgramException("Cannot train program " + program.spec().className() + ": " + found
                + ", and programs train float32 weights. Give float32 features, such as Column.of(float[][]); float64 is for"
                + " loops of your own, with a GradientTape.");
    }
}
