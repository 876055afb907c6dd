using Plum.Core.PhoneLists;

namespace Plum.Functions.Shared.Input;

/// <summary>The content of one part.</summary>
/// <param name="needsBoundary">
/// Whether a boundary must follow it, not only the end of its line: it may have lost rows. PHP refuses such files, too.
/// </param>
internal sealed class PartStream(PartReader parts, string field, bool needsBoundary) : ReadOnlyStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await parts.ReadAsync(buffer, cancellationToken);
        return read > 0 || buffer.IsEmpty || parts.IsClosed || (parts.EndsItsLine && !needsBoundary)
            ? read
            : throw new BadRequestBodyException(
                400,
                $"The field '{field}' breaks off: the body ends, and the boundary "
                    + $"'{parts.Boundary}' does not follow it.");
    }
}
