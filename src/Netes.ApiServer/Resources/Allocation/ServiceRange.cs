using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Netes.ApiServer.Resources.Allocation;

/// <summary>The addresses of a service range: all of the network but its first and (IPv4) its last.</summary>
internal sealed class ServiceRange
{
    private const int LargestPool = 1 << 16;
    private readonly IPNetwork network;
    private readonly uint first;
    private readonly int size;
    private readonly NumberPool pool;

    /// <exception cref="NotSupportedException">The range is not IPv4.</exception>
    public ServiceRange(IPNetwork network)
    {
        if (network.BaseAddress.AddressFamily != AddressFamily.InterNetwork) throw new NotSupportedException("the service range must be IPv4");
        this.network = network;
        first = ToNumber(network.BaseAddress) + 1;
        long addresses = (1L << (32 - network.PrefixLength)) - 2;
        size = (int)Math.Clamp(addresses, 1, LargestPool);
        pool = new NumberPool(size, size < 16 ? 0 : Math.Min(Math.Max(16, size / 16), 256));
    }

    public IPNetwork Network => network;

    /// <summary>The range's first address, which the "kubernetes" Service has.</summary>
    public static IPAddress First(IPNetwork network)
    {
        byte[] bytes = network.BaseAddress.GetAddressBytes();
        bytes[^1]++;
        return new IPAddress(bytes);
    }

    public bool Contains(string text) => TryNumber(text, out _);

    public bool TryTake(string text) => TryNumber(text, out int number) && pool.TryTake(number);

    public string? TakeAny() => pool.TakeAny() is { } number ? ToAddress(first + (uint)number).ToString() : null;

    public void Release(string text)
    {
        if (TryNumber(text, out int number)) pool.Release(number);
    }

    private bool TryNumber(string text, out int number)
    {
        number = 0;
        if (!IPAddress.TryParse(text, out IPAddress? address) || address.AddressFamily != AddressFamily.InterNetwork) return false;
        long offset = (long)ToNumber(address) - first;
        number = (int)offset;
        return offset >= 0 && offset < size;
    }

    private static uint ToNumber(IPAddress address) => BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());

    private static IPAddress ToAddress(uint number)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return new IPAddress(bytes);
    }
}
