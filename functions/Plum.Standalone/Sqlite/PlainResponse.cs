using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Core;

namespace Plum.Standalone.Sqlite;

/// <summary>A service's answer reduced to what callers look at: a status and the stored version.</summary>
internal sealed class PlainResponse(int status, string? etag = null) : Response
{
    private const string EtagHeader = "ETag";

    public override int Status => status;

    public override string ReasonPhrase => ((System.Net.HttpStatusCode)status).ToString();

    public override Stream? ContentStream { get; set; }

    public override string ClientRequestId { get; set; } = "";

    public override void Dispose()
    {
    }

    protected override bool ContainsHeader(string name) => TryGetHeader(name, out _);

    protected override IEnumerable<HttpHeader> EnumerateHeaders() => etag is null ? [] : [new HttpHeader(EtagHeader, etag)];

    protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value)
    {
        value = EtagHeader.Equals(name, StringComparison.OrdinalIgnoreCase) ? etag : null;
        return value is not null;
    }

    protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
    {
        values = TryGetHeader(name, out var value) ? [value] : null;
        return values is not null;
    }
}
