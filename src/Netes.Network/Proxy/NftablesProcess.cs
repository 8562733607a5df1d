using System.ComponentModel;

namespace Netes.Network.Proxy;

/// <summary>
/// nftables through the <c>nft</c> program. One process a transaction: it takes a few milliseconds, and a resident
/// <c>nft -i</c> gives no reliable end of an answer to wait for.
/// </summary>
public sealed class NftablesProcess(string program = "nft") : INftables
{
    public async Task ApplyAsync(string transaction, CancellationToken cancellationToken)
    {
        ProgramResult result = await RunAsync(["-f", "-"], transaction, cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            throw new NftablesException($"nft refused a transaction: {result.Error.Trim()}");
        }
    }

    public async Task<bool> TableExistsAsync(IpFamily family, string table, CancellationToken cancellationToken)
    {
        // -t leaves the elements out: the answer stays small however many Services there are.
        ProgramResult result =
            await RunAsync(["-t", "list", "chain", family.Nft, table, "services"], null, cancellationToken).ConfigureAwait(false);
        return result.ExitCode == 0;
    }

    private async Task<ProgramResult> RunAsync(string[] arguments, string? input, CancellationToken cancellationToken)
    {
        try
        {
            return await ProgramRunner.RunAsync(program, arguments, input, cancellationToken).ConfigureAwait(false);
        }
        catch (Win32Exception e)
        {
            throw new NftablesException($"{program} can't be run: {e.Message}", e);
        }
    }
}
