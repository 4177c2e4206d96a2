// An echo server with Boost.Beast, one thread. Usage: beast-echo PORT
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <cstdlib>
#include <memory>

namespace asio = boost::asio;
namespace beast = boost::beast;
using tcp = asio::ip::tcp;

struct session : std::enable_shared_from_this<session> {
  beast::websocket::stream<tcp::socket> socket;
  beast::flat_buffer buffer;

  explicit session(tcp::socket&& accepted) : socket(std::move(accepted)) {}

  void start() {
    socket.next_layer().set_option(tcp::no_delay(true));
    socket.auto_fragment(false);
    socket.write_buffer_bytes(64 << 10);
    socket.async_accept([self = shared_from_this()](beast::error_code error) {
      if (!error) self->read();
    });
  }

  void read() {
    socket.async_read(buffer, [self = shared_from_this()](beast::error_code error, std::size_t) {
      if (!error) self->write();
    });
  }

  void write() {
    socket.binary(socket.got_binary());
    socket.async_write(buffer.data(),
                       [self = shared_from_this()](beast::error_code error, std::size_t) {
                         if (error) return;
                         self->buffer.consume(self->buffer.size());
                         self->read();
                       });
  }
};

static void accept(tcp::acceptor& acceptor) {
  acceptor.async_accept([&acceptor](beast::error_code error, tcp::socket socket) {
    if (!error) std::make_shared<session>(std::move(socket))->start();
    accept(acceptor);
  });
}

int main(int, char** arguments) {
  asio::io_context loop{1};
  auto port = static_cast<unsigned short>(std::atoi(arguments[1]));
  tcp::acceptor acceptor{loop, {asio::ip::address_v4::loopback(), port}};
  accept(acceptor);
  loop.run();
}
