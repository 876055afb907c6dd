namespace Plum.Functions.Shared.Input;

/// <summary>The content of one part.</summary>
/// <param name="needsItsEnd">
/// Whether a boundary must follow it: what breaks off may have lost rows, or half of a number. PHP refuses such files, too.
/// </param>
internal sealed class PartStream(PartReader parts, string field, bool needsItsEnd) : ReadOnlyStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await parts.ReadAsync(buffer, cancellationToken);
        return read > 0 || buffer.IsEmpty || parts.IsClosed || !needsItsEnd
            ? read
            : throw new BadRequestBodyException(
                400, $"The field '{field}' breaks off: the body ends, and the boundary '{parts.Boundary}' does not follow it.");
    }
}
