using System.Diagnostics;
using Xunit;

namespace Plum.Functions.Tests.Support;

/// <summary>
/// A file system of its own, which a test can fill. Mounting needs root; elsewhere its tests are skipped by name.
/// </summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const int Block = 64 << 10;
    private int _files;

    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    public static async Task<SmallDisk> MountAsync(int megabytes)
    {
        var folder = Directory.CreateTempSubdirectory("plum-disk-").FullName;
        var isMounted = OperatingSystem.IsLinux()
            && await RunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", folder) == 0;
        if (!isMounted)
        {
            Directory.Delete(folder);
        }

        Assert.SkipUnless(isMounted, "Missing: the right to mount a small file system (root on Linux)");
        return new(folder);
    }

    /// <summary>Leaves no byte.</summary>
    public void Fill()
    {
        using var file =
            new FileStream(Filling(_files++), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var size = Block; size > 0;)
        {
            try
            {
                file.Write(new byte[size]);
            }
            catch (IOException)
            {
                size /= 2;
            }
        }
    }

    /// <summary>Takes away what filled it.</summary>
    public void MakeRoom()
    {
        while (_files > 0)
        {
            File.Delete(Filling(--_files));
        }
    }

    public Task MakeReadOnlyAsync() => RunAsync("mount", "-o", "remount,ro", Folder);

    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", Folder);
        Directory.Delete(Folder);
    }

    private string Filling(int number) => Path.Combine(Folder, $"filling-{number}");

    private static async Task<int> RunAsync(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
