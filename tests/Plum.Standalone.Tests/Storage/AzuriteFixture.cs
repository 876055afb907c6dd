using Xunit;

namespace Plum.Standalone.Tests.Storage;

/// <summary>One Azurite for a class of tests.</summary>
/// <remarks>Where it is not installed, whoever asks for it is skipped by name.</remarks>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private AzuriteProcess? _process;

    public string ConnectionString => Process.ConnectionString;

    public AzuriteProcess Process
    {
        get
        {
            Assert.SkipWhen(_process is null, "Azurite is not installed: install node, then npm ci --prefix tests");
            return _process;
        }
    }

    public async ValueTask InitializeAsync() => _process = await AzuriteProcess.TryStartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }
}
