package io.kindling.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.kindling.tensor.internal.ops.Arrange;
import io.kindling.tensor.internal.ops.Crossentropies;
import io.kindling.tensor.internal.ops.Elementwise;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

@SuppressWarnings("try") // a scope works by being open
class TensorScopeTest {
    private final MemoryPool pool = new MemoryPool();

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void memory_isReused() {
        Storage first;
        try (TensorScope scope = TensorScope.open(pool)) {
            first = Tensor.zeros(3, 4).storage();
        }
        assertThat(pool.freeBytes()).isEqualTo(48);
        try (TensorScope scope = TensorScope.open(pool)) {
            assertThat(Tensor.zeros(4, 3).storage()).isNotSameAs(first);
            assertThat(Tensor.zeros(DType.INT32, Shape.of(3, 4)).storage()).isNotSameAs(first);
            assertThat(Tensor.zeros(3, 4).storage()).isSameAs(first);
            assertThat(pool.freeBytes()).isZero();
        }
    }

    @Test
    void releasedTensor_cannotBeRead_norCanItsViews() {
        Tensor tensor;
        Tensor view;
        try (TensorScope scope = TensorScope.open(pool)) {
            tensor = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);
            view = Arrange.reshape(tensor, Shape.of(4));
            assertThat(Elementwise.negate(view).floats()).containsExactly(-1, -2, -3, -4);
        }
        for (Tensor released : new Tensor[] {tensor, view}) {
            assertThatIllegalStateException()
                    .isThrownBy(released::floats)
                    .withMessageStartingWith("Cannot read a tensor of shape " + released.shape()
                            + ": it was released when its step ended.");
            assertThatIllegalStateException().isThrownBy(() -> Elementwise.add(released, released));
            assertThat(released.toString()).contains("released");
        }
    }

    @Test
    void tensorOfTheOuterScope_outlivesTheInnerScope() {
        Tensor outer;
        try (TensorScope scope = TensorScope.open(pool)) {
            outer = Tensor.scalar(5);
            try (TensorScope inner = TensorScope.open(pool)) {
                assertThat(Arrange.reshape(outer, Shape.of(1)).item()).isEqualTo(5);
            }
            assertThat(outer.item()).isEqualTo(5);
        }
    }

    @Test
    void close_outOfOrder_isAnError() {
        TensorScope outer = TensorScope.open(pool);
        TensorScope inner = TensorScope.open(pool);
        assertThatIllegalStateException()
                .isThrownBy(outer::close)
                .withMessage("Cannot close a tensor scope: a scope opened inside it is still open."
                        + " Close them in reverse order, as try-with-resources does.");
        inner.close();
        inner.close();
        outer.close();
        assertThat(TensorScope.current()).isNull();
    }

    @Test
    void close_onAnotherThread_isAnError() throws Exception {
        TensorScope scope = TensorScope.open(pool);
        assertThat(onThread("other", scope::close))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Cannot close a tensor scope on thread 'other': thread '"
                        + Thread.currentThread().getName() + "' opened it.");
        scope.close();
    }

    @Test
    void pool_acceptsOneThreadAtATime() throws Exception {
        TensorScope scope = TensorScope.open(pool);
        Executable openAndClose = () -> TensorScope.open(pool).close();
        assertThat(onThread("other", openAndClose))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Cannot open a tensor scope: thread '"
                        + Thread.currentThread().getName() + "' is using its memory pool.");
        scope.close();
        assertThat(onThread("other", openAndClose)).isNull();
    }

    @Test
    void closedPool_cannotBeUsed_andKeepsNothing() {
        TensorScope scope = TensorScope.open(pool);
        assertThat(Tensor.scalar(1).item()).isEqualTo(1);
        pool.close();
        scope.close();
        assertThat(pool.freeBytes()).isZero();
        assertThatIllegalStateException()
                .isThrownBy(() -> TensorScope.open(pool))
                .withMessage("Cannot open a tensor scope: its memory pool is closed.");
        assertThat(TensorScope.current()).isNull();
    }

    @Test
    void pool_keepsNoMoreThanItsLimit() {
        try (MemoryPool small = new MemoryPool(100)) {
            try (TensorScope scope = TensorScope.open(small)) {
                Tensor.zeros(DType.UINT8, Shape.of(60));
                Tensor.zeros(DType.UINT8, Shape.of(50));
                Tensor.zeros(DType.UINT8, Shape.of(40));
            }
            assertThat(small.freeBytes()).isEqualTo(100);
        }
    }

    private static Throwable onThread(String name, Executable work) throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        work.execute();
                    } catch (Throwable e) {
                        thrown.set(e);
                    }
                },
                name);
        thread.start();
        thread.join();
        return thrown.get();
    }

    @Test
    void releasedTensor_cannotBeRead_evenIfAKernelReadItBefore() {
        Tensor tensor;
        try (TensorScope scope = TensorScope.open(pool)) {
            tensor = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);
            assertThat(Crossentropies.softmaxCrossentropy(tensor, tensor).shape())
                    .isEqualTo(Shape.of(2));
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> Crossentropies.softmaxCrossentropy(tensor, tensor))
                .withMessageContaining("it was released when its step ended");
    }
}
