package io.kindling.tensor.internal.kernel;

import io.kindling.tensor.Elements;
import io.kindling.tensor.Tensor;

/** A prepared kernel that is a loop in Java over the elements of its operands. */
public final class JavaKernel implements PreparedKernel {
    /** The loop that computes the output from the inputs. */
    public interface Loop {
        void run(Elements[] inputs, Elements output);
    }

    private final Loop loop;
    private final Elements[] inputs;
    private final Elements output = new Elements();

    /** @param inputs number of inputs */
    public JavaKernel(int inputs, Loop loop) {
        this.loop = loop;
        this.inputs = new Elements[inputs];
        for (int i = 0; i < inputs; i++) {
            this.inputs[i] = new Elements();
        }
    }

    public Loop loop() {
        return loop;
    }

    @Override
    public long workspaceBytes() {
        return 0;
    }

    @Override
    public void run(Tensor[] from, Tensor to, Tensor workspace) {
        for (int i = 0; i < inputs.length; i++) {
            inputs[i].open(from[i]);
        }
        loop.run(inputs, output.open(to));
    }
}
