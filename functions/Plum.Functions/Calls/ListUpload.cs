using System.Threading.Channels;
using Azure.Data.Tables;
using Plum.Core.PhoneLists;

namespace Plum.Functions.Calls;

/// <summary>
/// Writes the pages of one list while it is still arriving: reading, checking and writing go on side by side.
/// </summary>
internal sealed class ListUpload(ListTable lists, CancellationTokenSource failed)
{
    /// <summary>A transaction may hold 4 MiB on the wire, where bytes take a third more room.</summary>
    private const int TransactionBytes = 1_500_000;

    private const int Writers = 3;
    private readonly Channel<List<TableEntity>> _full = Channel.CreateBounded<List<TableEntity>>(Writers);
    private List<TableEntity> _open = [];
    private int _size;
    private int _pages;

    public string Batch { get; } = Guid.CreateVersion7().ToString("N");

    public async Task<PhoneListResult> RunAsync(Func<PageReceiver, CancellationToken, Task<PhoneListResult>> read)
    {
        var writers = Enumerable.Range(0, Writers).Select(_ => WriteAsync()).ToArray();
        try
        {
            var result = await read(AddAsync, failed.Token);
            await PassAsync();
            _full.Writer.Complete();
            await Task.WhenAll(writers);
            return result;
        }
        catch
        {
            _full.Writer.TryComplete();
            await Task.WhenAll(writers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // what stopped a writer stopped the reading
            await writers.FirstOrDefault(writer => writer.IsFaulted, Task.CompletedTask);
            throw;
        }
    }

    private async ValueTask AddAsync(ReadOnlyMemory<byte> page, int calls)
    {
        if (_open.Count == ListTable.TransactionPages || _size + page.Length > TransactionBytes)
        {
            await PassAsync();
        }

        _open.Add(ListTable.Page(Batch, _pages++, page));
        _size += page.Length;
    }

    private async ValueTask PassAsync()
    {
        if (_open.Count > 0)
        {
            await _full.Writer.WriteAsync(_open, failed.Token);
            (_open, _size) = ([], 0);
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var pages in _full.Reader.ReadAllAsync(failed.Token))
            {
                await lists.WriteAsync(pages, failed.Token);
            }
        }
        catch
        {
            await failed.CancelAsync(); // whoever reads the upload must not wait for a writer that is gone
            throw;
        }
    }
}
