namespace Plum.Standalone.Triggers;

/// <summary>Makes every way a function can return the same: an awaitable object, null for nothing.</summary>
internal static class FunctionResults
{
    public static async ValueTask<object?> Nothing(Task task)
    {
        await task;
        return null;
    }

    public static async ValueTask<object?> Nothing(ValueTask task)
    {
        await task;
        return null;
    }

    public static async ValueTask<object?> Awaited<T>(Task<T> task) => await task;

    public static async ValueTask<object?> Awaited<T>(ValueTask<T> task) => await task;

    public static ValueTask<object?> Ready<T>(T result) => new(result);
}
