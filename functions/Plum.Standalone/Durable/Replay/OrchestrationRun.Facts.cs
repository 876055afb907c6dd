using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Plum.Standalone.Durable;

// What the orchestrator may know and say of itself.
internal sealed partial class OrchestrationRun
{
    private (string? Input, bool Preserve)? _continue;
    private string? _customStatus;
    private int _guids;

    public override TaskName Name => _execution.Name;

    public override string InstanceId => _execution.InstanceId;

    public override ParentOrchestrationInstance? Parent => null;

    public override DateTime CurrentUtcDateTime => _now.UtcDateTime;

    protected override ILoggerFactory LoggerFactory { get; }

    public override T? GetInput<T>()
        where T : default => Payload.Read<T>(_execution.Input);

    public override void SetCustomStatus(object? customStatus)
    {
        RequireThread();
        _customStatus = PayloadLimit.Checked(Payload.Write(customStatus), "The custom status", PayloadLimit.CustomStatus);
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true)
    {
        RequireThread();
        _continue = (PayloadLimit.Checked(Payload.Write(newInput), "The input of ContinueAsNew"), preserveUnprocessedEvents);
    }

    /// <summary>The same each time this execution is replayed, and different in every other.</summary>
    public override Guid NewGuid()
    {
        RequireThread();
        var name = string.Create(CultureInfo.InvariantCulture, $"{InstanceId}_{_execution.Id}_{_guids++}");
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80); // version 8: made by a rule of one's own (RFC 9562)
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
