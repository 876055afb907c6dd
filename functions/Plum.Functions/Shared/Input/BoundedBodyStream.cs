using Plum.Core.PhoneLists;

namespace Plum.Functions.Shared.Input;

/// <summary>A request's body that is refused once it is longer than allowed, whatever length it declared.</summary>
internal sealed class BoundedBodyStream(Stream body, InputLimits limits) : ReadOnlyStream
{
    private long _left = limits.MaxBodyBytes;

    public static string TooLarge(InputLimits limits) =>
        FormattableString.Invariant($"The body has more than {limits.MaxBodyBytes:N0} bytes.");

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await body.ReadAsync(buffer, cancellationToken);
        _left -= read;
        return _left >= 0 ? read : throw new BadRequestBodyException(413, TooLarge(limits));
    }
}
