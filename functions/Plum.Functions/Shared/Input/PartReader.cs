using System.Text;

namespace Plum.Functions.Shared.Input;

/// <summary>
/// Cuts a multipart body into its parts while it arrives, as PHP does: lines may end in a bare line feed, and the
/// boundary behind the last part may lack its dashes or be missing.
/// </summary>
/// <remarks>
/// The platform's own reader takes neither, and browsers and curl are not the only ones that send forms.
/// </remarks>
internal sealed class PartReader
{
    private const int MaxHeaderBytes = 16 * 1024;

    private readonly Stream _body;
    private readonly byte[] _delimiter;
    private readonly byte[] _buffer = new byte[2 * MaxHeaderBytes];
    private int _start;
    private int _end;
    private int _content;
    private bool _bodyEnded;

    /// <param name="boundary">What stands behind the dashes of each separating line.</param>
    public PartReader(Stream body, string boundary)
    {
        (_body, Boundary) = (body, $"--{boundary}");
        _delimiter = Encoding.Latin1.GetBytes($"\n{Boundary}");
        _buffer[_end++] = (byte)'\n'; // the first line begins like every other
    }

    public string Boundary { get; }

    /// <summary>How many parts have begun.</summary>
    public int Parts { get; private set; }

    /// <summary>Whether a boundary follows what was read to its end; otherwise the body ended there.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>
    /// Of a part that is not closed: whether its last line is whole. One cut within a line has lost more than its
    /// boundary.
    /// </summary>
    public bool EndsItsLine => !Held.IsEmpty;

    /// <summary>
    /// The header lines of the next part, or null when there is none. What is left of the part before is passed over.
    /// </summary>
    public async Task<IReadOnlyList<string>?> NextAsync(CancellationToken ct)
    {
        await PassOverAsync(ct);
        if (!IsClosed)
        {
            return Parts > 0
                ? null
                : throw new BadRequestBodyException(
                    400, $"No line of the multipart body is its boundary, '{Boundary}', as Content-Type has it.");
        }

        _start += Held.IndexOf(_delimiter) + _delimiter.Length;
        IsClosed = false;
        var rest = await ReadLineAsync(ct);
        if (rest is null || rest.StartsWith("--", StringComparison.Ordinal))
        {
            await PassOverAsync(ct);
            return null;
        }

        if (!string.IsNullOrWhiteSpace(rest))
        {
            throw new BadRequestBodyException(
                400, $"A line of the multipart body begins with its boundary, '{Boundary}', and goes on.");
        }

        var headers = await ReadHeadersAsync(ct);
        Parts += headers.Count > 0 ? 1 : 0;
        return headers.Count > 0 ? headers : null;
    }

    /// <summary>The bytes of the present part; 0 at its end.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken ct)
    {
        while (_content == 0 && !await IsOverAsync(ct))
        {
        }

        var count = Math.Min(_content, buffer.Length);
        Held[..count].CopyTo(buffer.Span);
        _start += count;
        _content -= count;
        return count;
    }

    private Span<byte> Held => _buffer.AsSpan(_start, _end - _start);

    private async Task PassOverAsync(CancellationToken ct)
    {
        while (_content > 0 || !await IsOverAsync(ct))
        {
            _start += _content;
            _content = 0;
        }
    }

    /// <summary>Finds out how much of what is held is content for certain; true when nothing more is.</summary>
    private async ValueTask<bool> IsOverAsync(CancellationToken ct)
    {
        var found = Held.IndexOf(_delimiter);
        if (found >= 0 || _bodyEnded)
        {
            IsClosed = found >= 0;
            _content = WithoutReturn(IsClosed ? found : Held is [.., (byte)'\n'] ? Held.Length - 1 : Held.Length);
            return _content == 0;
        }

        // What is held last may be the beginning of a delimiter, with a carriage return before it.
        _content = Math.Max(0, Held.Length - _delimiter.Length);
        if (_content == 0)
        {
            await FillAsync(ct);
        }

        return false;
    }

    // A delimiter begins with the end of the line before it.
    private int WithoutReturn(int length) =>
        length < Held.Length && length > 0 && Held[length - 1] == '\r' ? length - 1 : length;

    private async Task<List<string>> ReadHeadersAsync(CancellationToken ct)
    {
        var headers = new List<string>();
        var left = MaxHeaderBytes;
        while (await ReadLineAsync(ct) is { Length: > 0 } line)
        {
            left -= line.Length;
            if (left < 0)
            {
                throw TooLong();
            }

            if (line[0] is ' ' or '\t' && headers.Count > 0)
            {
                headers[^1] += line;
            }
            else
            {
                headers.Add(line);
            }
        }

        return headers;
    }

    private async ValueTask<string?> ReadLineAsync(CancellationToken ct)
    {
        int length;
        while ((length = Held.IndexOf((byte)'\n')) < 0 && !_bodyEnded)
        {
            if (Held.Length > MaxHeaderBytes)
            {
                throw TooLong();
            }

            await FillAsync(ct);
        }

        if (length < 0 && Held.IsEmpty)
        {
            return null;
        }

        var line = Encoding.UTF8.GetString(length < 0 ? Held : Held[..length]).TrimEnd('\r');
        _start = length < 0 ? _end : _start + length + 1;
        return line;
    }

    private BadRequestBodyException TooLong() => new(
        400,
        FormattableString.Invariant(
            $"Part {Parts + 1} of the multipart body has more than {MaxHeaderBytes:N0} bytes of headers."));

    private async ValueTask FillAsync(CancellationToken ct)
    {
        Held.CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        var read = await _body.ReadAsync(_buffer.AsMemory(_end), ct);
        _end += read;
        _bodyEnded = read == 0;
    }
}
