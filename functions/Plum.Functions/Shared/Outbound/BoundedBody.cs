namespace Plum.Functions.Shared.Outbound;

/// <summary>Reads an answer whose sender decides how long it is.</summary>
internal static class BoundedBody
{
    /// <summary>The whole body, or null when it is longer than <paramref name="max"/> bytes.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(Stream body, int max, CancellationToken ct)
    {
        var buffer = new byte[Math.Min(max + 1, 16 * 1024)];
        var used = 0;
        while (true)
        {
            var read = await body.ReadAsync(buffer.AsMemory(used), ct);
            used += read;
            if (read == 0 || used > max)
            {
                // a plain null would become empty memory
                return used > max ? default(ReadOnlyMemory<byte>?) : buffer.AsMemory(0, used);
            }

            if (used == buffer.Length)
            {
                Array.Resize(ref buffer, Math.Min(max + 1, 2 * buffer.Length));
            }
        }
    }
}
